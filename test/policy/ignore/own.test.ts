import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseIgnoreFile } from '../../../src/policy/ignore/index.ts';
import { found, ignores } from './ignoring.ts';

const FILE = '.hullcheck-ignore.yaml';
const own = (text: string) => parseIgnoreFile(FILE, text);
const refused = (text: string, message: RegExp) => assert.throws(() => own(text), { name: Unreadable.name, message });

suite('our own list of what is ignored', () => {
  test('names vulnerabilities, by any of their names and in any case', () => {
    const { rules } = own('- id: CVE-2024-1\n- id: [GHSA-AAAA-bbbb-cccc, CVE-3]\n');
    assert.equal(ignores(rules, found({ id: 'CVE-2024-1' })), true);
    assert.equal(ignores(rules, found({ id: 'CVE-2024-2', aliases: ['ghsa-aaaa-bbbb-cccc'] })), true);
    assert.equal(ignores(rules, found({ id: 'CVE-3' })), true);
    assert.equal(ignores(rules, found({ id: 'CVE-2024-10' })), false);
  });

  test('names packages, by their own name, their source or a pattern', () => {
    const source = { name: 'openssl', version: '3' };
    assert.equal(ignores(own('- package: libssl3').rules, found({ name: 'libssl3', source })), true);
    assert.equal(ignores(own('- package: openssl').rules, found({ name: 'libssl3', source })), true);
    assert.equal(ignores(own('- package: libssl*').rules, found({ name: 'libssl3', source })), true);
    assert.equal(ignores(own('- package: libss').rules, found({ name: 'libssl3', source })), false);
  });

  test('names packages by a package URL, with or without a version and qualifiers', () => {
    const it = found({ name: 'curl', version: '8.1' });
    for (const purl of ['pkg:deb/debian/curl', 'pkg:deb/debian/curl@8.1', 'pkg:deb/debian/curl?arch=amd64']) {
      assert.equal(ignores(own(`- package: ${purl}`).rules, it), true, purl);
    }
    for (const purl of ['pkg:deb/debian/curl@8.2', 'pkg:rpm/debian/curl', 'pkg:deb/debian/curl?arch=arm64']) {
      assert.equal(ignores(own(`- package: ${purl}`).rules, it), false, purl);
    }
  });

  test('names places: the file that records a package, or the application that holds it', () => {
    const it = found({ path: 'app/node_modules/a/package.json', root: 'app' });
    for (const path of ['/app/**', 'app/**/package.json', 'app', '**/a/package.json']) {
      assert.equal(ignores(own(`- path: "${path}"`).rules, it), true, path);
    }
    for (const path of ['/opt/**', 'app/*', 'package.json'])
      assert.equal(ignores(own(`- path: "${path}"`).rules, it), false, path);
  });

  test('ignores only what is all that an entry says', () => {
    const { rules } = own('- id: CVE-1\n  package: curl\n  path: var/**\n');
    assert.equal(ignores(rules, found({ id: 'CVE-1', name: 'curl' })), true);
    assert.equal(ignores(rules, found({ id: 'CVE-2', name: 'curl' })), false);
    assert.equal(ignores(rules, found({ id: 'CVE-1', name: 'wget' })), false);
    assert.equal(ignores(rules, found({ id: 'CVE-1', name: 'curl', path: 'app/x' })), false);
  });

  test('has entries that hold to the end of the day that they name', () => {
    const [rule] = own('- id: CVE-1\n  expires: 2027-01-31\n  reason: no network\n').rules;
    assert.deepEqual(rule, {
      ids: ['CVE-1'],
      expires: Date.parse('2027-02-01T00:00:00Z'),
      reason: 'no network',
      source: { file: FILE, line: 1 },
    });
  });

  test('is refused with the line and the nearest field where one is none', () => {
    const nearest: readonly (readonly [string, string])[] = [
      ['ids', 'id'],
      ['cve', 'id'],
      ['pakage', 'package'],
      ['purls', 'package'],
      ['expired-at', 'expires'],
      ['ignoreUntil', 'expires'],
      ['resaon', 'reason'],
      ['statement', 'reason'],
    ];
    for (const [written, meant] of nearest) {
      refused(
        `- id: CVE-1\n  ${written}: x\n`,
        new RegExp(`^line 2: "${written}" is not a field of an entry; did you mean "${meant}"\\?$`),
      );
    }
    refused('- id: CVE-1\n  xyz: x\n', /known are id, package, path, expires, reason/);
  });

  test('is refused with the line where something is not as it must be', () => {
    refused('- id: CVE-1\n- reason: everything\n', /^line 2: an entry needs an id, a package or a path/);
    refused('- id: []\n', /^line 1: an entry needs/);
    refused('- id: CVE-1\n  expires: 2027-02-30\n', /^line 1: "2027-02-30" is not a day/);
    refused('- id: CVE-1\n  expires: soon\n', /is not a day; write one as 2027-01-31/);
    refused('- package: "pkg:npm"\n', /is not a package URL/);
    refused('- path: "a{"\n', /^line 1: "a\{" is not a pattern: a "\{" is not closed$/);
    refused('- CVE-1\n', /^line 1: an entry has fields/);
    refused('- id: {a: b}\n', /"id" must be a text or a list of texts/);
    refused('- id: CVE-1\n  reason: [a]\n', /"reason" must be a text/);
    refused('- id: CVE-1\n  id: CVE-2\n', /^line 2: "id" is there twice$/);
    refused('- id: "CVE-1\n', /^line \d: /);
    refused('id: CVE-1\n', /^line 1: it must be a list/);
  });

  test('may be empty, begin with a mark of its encoding, and write a text once for several', () => {
    assert.deepEqual(own('').rules, []);
    assert.deepEqual(own('# nothing\n').rules, []);
    assert.equal(own('\ufeff- id: CVE-1\n').rules.length, 1);
    assert.deepEqual(
      own('- id: CVE-1\n  reason: &why no network\n- id: CVE-2\n  reason: *why\n').rules.map(({ reason }) => reason),
      ['no network', 'no network'],
    );
  });

  test('knows keys of the language for no fields', () => {
    refused('- id: CVE-1\n  __proto__: {reason: x}\n', /"__proto__" is not a field/);
    refused('- id: CVE-1\n  constructor: x\n', /"constructor" is not a field/);
  });
});
