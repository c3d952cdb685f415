import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseIgnoreFile } from '../../../src/policy/ignore/index.ts';
import { found, ignores } from './ignoring.ts';

const grype = (entry: string) => parseIgnoreFile('.grype.yaml', `check-for-app-update: false\nignore:\n  - ${entry}\n`);

/** Whether an entry ignores a finding; it must have an effect. */
function takes(entry: string, finding: ReturnType<typeof found>, release?: [string, string]): boolean {
  const { rules, notices } = grype(entry);
  assert.deepEqual(notices, [], entry);
  return ignores(rules, finding, release);
}

suite("Grype's ignore", () => {
  test('names a vulnerability', () => {
    assert.equal(takes('vulnerability: CVE-1', found()), true);
    assert.equal(takes('vulnerability: CVE-2', found({ aliases: ['CVE-2'] })), true);
    assert.equal(takes('vulnerability: CVE-3', found()), false);
  });

  test('names the state of a fix', () => {
    const states = [found({ fixedIn: '2' }), found(), found({ outlook: 'will-not-fix' }), found({ outlook: 'deferred' })];
    const taken = (state: string) => states.map((finding) => takes(`fix-state: ${state}`, finding));
    assert.deepEqual(taken('fixed'), [true, false, false, false]);
    assert.deepEqual(taken('not-fixed'), [false, true, false, true]);
    assert.deepEqual(taken('wont-fix'), [false, false, true, false]);
    assert.deepEqual(taken('unknown'), [false, false, false, false]);
    assert.equal(takes('fix-state: wont-fix', found({ outlook: 'end-of-life' })), true);
  });

  test('names packages by a regular expression of the whole name', () => {
    assert.equal(takes('package: {name: "linux-(headers|libc-dev).*"}', found({ name: 'linux-headers-amd64' })), true);
    assert.equal(takes('package: {name: curl}', found({ name: 'libcurl4' })), false);
    assert.equal(
      takes('package: {name: "libstdc\\\\+\\\\+6"}'.replaceAll('\\\\', '\\').replaceAll('"', "'"), found({ name: 'libstdc++6' })),
      true,
    );
  });

  test('names versions as they are written', () => {
    assert.equal(takes('package: {version: 1.10}', found({ version: '1.10' })), true);
    assert.equal(takes('package: {version: 1.10}', found({ version: '1.1' })), false);
  });

  test('names types and languages', () => {
    const go = found({ name: 'a.example/b', ecosystem: 'golang', purl: 'pkg:golang/a.example/b@v1.0.0' });
    assert.equal(takes('package: {type: deb}', found()), true);
    assert.equal(takes('package: {type: go-module}', go), true);
    assert.equal(takes('package: {type: go-module}', found()), false);
    assert.equal(takes('package: {language: go}', go), true);
    assert.equal(takes('package: {language: python}', go), false);
    assert.equal(takes('package: {language: go, type: npm}', go), false);
    const npm = found({ ecosystem: 'npm', purl: 'pkg:npm/a@1' });
    assert.equal(takes('package: {type: npm}', npm), true);
    assert.equal(takes('package: {language: go, type: npm}', npm), false);
  });

  test('names places', () => {
    assert.equal(takes('package: {location: "/usr/**"}', found({ path: 'usr/lib/x' })), true);
    assert.equal(takes('package: {location: "/usr/*"}', found({ path: 'usr/lib/x' })), false);
  });

  test('names the source of a package', () => {
    const libssl = found({ name: 'libssl3', source: { name: 'openssl', version: '3' } });
    assert.equal(takes('package: {upstream-name: openssl}', libssl), true);
    assert.equal(takes('package: {upstream-name: "open.*"}', libssl), false);
    assert.equal(takes('package: {name: openssl}', libssl), false);
  });

  test('names who said it', () => {
    assert.equal(takes('namespace: "debian:distro:debian:12"', found()), true);
    assert.equal(takes('namespace: "debian:distro:debian:11"', found()), false);
    assert.equal(takes('namespace: "ubuntu:distro:ubuntu:12"', found()), false);
    assert.equal(takes('namespace: "redhat:distro:redhat:9"', found({ ecosystem: 'rhel' }), ['rhel', '9.4']), true);
    assert.equal(takes('namespace: "redhat:distro:redhat:9"', found({ ecosystem: 'rhel' }), ['rhel', '90']), false);
    assert.equal(takes('namespace: "github:language:javascript"', found({ ecosystem: 'npm' })), true);
    assert.equal(takes('namespace: "github:language:python"', found({ ecosystem: 'npm' })), false);
  });

  test('ignores only what is all that an entry says', () => {
    const entry = 'vulnerability: CVE-1\n    fix-state: fixed\n    package:\n      name: curl\n      location: /a';
    assert.equal(takes(entry, found({ fixedIn: '2', path: 'a' })), true);
    assert.equal(takes(entry, found({ id: 'CVE-2', fixedIn: '2', path: 'a' })), false);
    assert.equal(takes(entry, found({ path: 'a' })), false);
    assert.equal(takes(entry, found({ name: 'wget', fixedIn: '2', path: 'a' })), false);
    assert.equal(takes(entry, found({ fixedIn: '2', path: 'b' })), false);
  });

  test('has no effect, and says why, where a condition cannot be judged', () => {
    const why: readonly (readonly [string, string])[] = [
      ['{vulnerability: CVE-1, vex-status: not_affected}', '"vex-status" cannot be judged here'],
      ['{vulnerability: CVE-1, match-type: exact-direct-match}', '"match-type" cannot be judged here'],
      ['{vulnerability: CVE-1, package: {nmae: curl}}', '"nmae" cannot be judged here'],
      ['{vulnerability: CVE-1, fix-state: fixxed}', '"fixxed" is not a state of a fix'],
      ['{vulnerability: CVE-1, package: {name: g++}}', '"g++" is not a pattern: "+" repeats a repetition'],
      ['{vulnerability: CVE-1, package: {location: "["}}', '"[" is not a pattern: a "[" is not closed'],
      ['{vulnerability: CVE-1, package: {type: alpm}}', '"alpm" is not a type of packages that are looked for here'],
      ['{vulnerability: CVE-1, package: {language: cobol}}', '"cobol" is not a language that is looked for here'],
      ['{vulnerability: CVE-1, namespace: "nvd:cpe"}', 'nothing here is of the namespace "nvd:cpe"'],
      ['{reason: because}', 'it has no condition'],
    ];
    for (const [entry, told] of why) {
      const { rules, notices } = grype(entry);
      assert.deepEqual(rules, [], entry);
      assert.deepEqual(notices, [{ level: 'warning', text: `.grype.yaml, line 3: the rule has no effect: ${told}.` }]);
    }
  });

  test('gives its reason and its line', () => {
    assert.deepEqual(grype('vulnerability: CVE-1\n    reason: no network').rules, [
      { ids: ['CVE-1'], reason: 'no network', source: { file: '.grype.yaml', line: 3 } },
    ]);
  });

  test('may be absent, and is refused where it is no list of entries', () => {
    assert.deepEqual(parseIgnoreFile('.grype.yaml', 'quiet: true\n').rules, []);
    assert.deepEqual(parseIgnoreFile('.grype.yaml', '').rules, []);
    for (const text of ['ignore: CVE-1\n', 'ignore: [CVE-1]\n', '- a\n', 'ignore: [{package: curl}]\n']) {
      assert.throws(() => parseIgnoreFile('.grype.yaml', text), { name: Unreadable.name, message: /^line 1: / }, text);
    }
  });
});
