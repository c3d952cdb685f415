import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { PackageURL } from 'packageurl-js';
import { isPurlOf } from '../../src/policy/package-purls.ts';
import { isAbout, type Purl, parsePurl } from '../../src/policy/purl.ts';
import { aPackage } from '../support/reports.ts';

function purl(text: string): Purl {
  const read = parsePurl(text);
  assert.ok(read !== undefined, text);
  return read;
}

/** What is wanted, what there is, and whether one is about the other. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  ['pkg:deb/debian/curl', 'pkg:deb/debian/curl@7.1?arch=amd64', true],
  ['pkg:deb/debian/curl@7.1', 'pkg:deb/debian/curl@7.1?arch=amd64', true],
  ['pkg:deb/debian/curl@7.2', 'pkg:deb/debian/curl@7.1?arch=amd64', false],
  ['pkg:deb/debian/curl@7.1', 'pkg:deb/debian/curl', false],
  ['pkg:deb/debian/curl?arch=arm64', 'pkg:deb/debian/curl@7.1?arch=amd64', false],
  ['pkg:deb/debian/curl?arch=amd64', 'pkg:deb/debian/curl@7.1?arch=amd64&distro=debian-12', true],
  ['pkg:deb/debian/curl?distro=debian-12.5', 'pkg:deb/debian/curl@7.1?distro=debian-12', true],
  ['pkg:deb/debian/curl?distro=debian-1', 'pkg:deb/debian/curl@7.1?distro=debian-12', false],
  ['pkg:deb/debian/curl?distro=debian-12', 'pkg:deb/debian/curl@7.1?distro=debian-1', false],
  ['pkg:deb/debian/curl?distro=debian-12', 'pkg:deb/debian/curl@7.1', false],
  ['pkg:deb/ubuntu/curl', 'pkg:deb/debian/curl@7.1', false],
  ['pkg:rpm/debian/curl', 'pkg:deb/debian/curl@7.1', false],
  ['pkg:deb/debian/libcurl4', 'pkg:deb/debian/curl@7.1', false],
  ['pkg:npm/@types/node@1.0.0', 'pkg:npm/%40types/node@1.0.0', true],
  ['pkg:pypi/Zope.Interface', 'pkg:pypi/zope-interface@1', true],
  ['pkg:golang/github.com/Acme/Lib@1.2.3', 'pkg:golang/github.com/acme/lib@v1.2.3', true],
  ['pkg:rpm/redhat/openssl@1:3.0.7-1.el9', 'pkg:rpm/redhat/openssl@3.0.7-1.el9?epoch=1', true],
  ['pkg:rpm/redhat/openssl@3.0.7-1.el9', 'pkg:rpm/redhat/openssl@3.0.7-1.el9?epoch=1', false],
  ['pkg:rpm/redhat/openssl@0:3.0.7-1.el9', 'pkg:rpm/redhat/openssl@3.0.7-1.el9', true],
  ['pkg:rpm/redhat/openssl', 'pkg:rpm/redhat/openssl@3.0.7-1.el9?epoch=1', true],
  ['pkg:golang/a.example/b@v1.0.0#cmd', 'pkg:golang/a.example/b@v1.0.0#cmd', true],
  ['pkg:golang/a.example/b@v1.0.0#cmd', 'pkg:golang/a.example/b@v1.0.0', false],
];

suite('a package URL', () => {
  for (const [wanted, own, expected] of CASES) {
    test(`${wanted} is ${expected ? '' : 'not '}about ${own}`, () => assert.equal(isAbout(purl(wanted), purl(own)), expected));
  }

  test('is about itself, and so it is with less said', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9.+_-]{0,8}$/);
    const version = fc.option(fc.stringMatching(/^[0-9][A-Za-z0-9.:~+-]{0,8}$/), { nil: undefined });
    const qualifiers = fc.dictionary(fc.constantFrom('arch', 'distro', 'epoch', '__proto__', 'constructor'), part, {
      maxKeys: 3,
    });
    const types = fc.constantFrom('deb', 'rpm', 'apk', 'npm', 'pypi', 'golang', 'maven', 'gem', 'cargo', 'oci');
    const packages = fc.record({ type: types, namespace: part, name: part, version, given: qualifiers });
    fc.assert(
      fc.property(packages, ({ type, namespace, name, version: release, given }) => {
        const folder = type === 'oci' ? undefined : namespace;
        const written = new PackageURL(type, folder, name, release, given, undefined).toString();
        assert.ok(isAbout(purl(written), purl(written)), written);
        const less = new PackageURL(type, folder, name, undefined, undefined, undefined).toString();
        assert.ok(isAbout(purl(less), purl(written)), less);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  test('that is none, or too long to be one, is none', () => {
    for (const text of [
      '',
      'pkg:',
      'curl',
      'pkg:npm',
      'https://x',
      'pkg:oci/a/b',
      `pkg:npm/${'a'.repeat(5000)}`,
      'pkg:npm/%ff@1',
    ]) {
      assert.equal(parsePurl(text), undefined, text.slice(0, 40));
    }
  });

  test('of a source is about what was built from it', () => {
    const pkg = aPackage('libssl3', { version: '3.0.1-1+b1', source: { name: 'openssl', version: '3.0.1-1' } });
    assert.equal(isPurlOf(purl('pkg:deb/debian/openssl@3.0.1-1?arch=source'), pkg), true);
    assert.equal(isPurlOf(purl('pkg:deb/debian/openssl@3.0.1-1'), pkg), false);
    assert.equal(isPurlOf(purl('pkg:deb/debian/libssl3'), pkg), true);
  });
});
