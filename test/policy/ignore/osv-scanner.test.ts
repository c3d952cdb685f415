import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseIgnoreFile } from '../../../src/policy/ignore/index.ts';
import { found, ignores } from './ignoring.ts';

const osv = (text: string) => parseIgnoreFile('osv-scanner.toml', text);
const override = (...fields: readonly string[]) => osv(`[[PackageOverrides]]\n${fields.join('\n')}\nignore = true\n`);

suite("OSV-Scanner's configuration", () => {
  test('ignores vulnerabilities until a date, with a reason', () => {
    const { rules } = osv(
      '[[IgnoredVulns]]\nid = "CVE-1"\nignoreUntil = 2025-01-31\nreason = "no ssh"\n\n[[IgnoredVulns]]\nid = "GO-1"\n',
    );
    assert.deepEqual(rules, [
      {
        ids: ['CVE-1'],
        expires: Date.parse('2025-01-31T00:00:00Z'),
        reason: 'no ssh',
        source: { file: 'osv-scanner.toml', line: 1 },
      },
      { ids: ['GO-1'], source: { file: 'osv-scanner.toml', line: 6 } },
    ]);
    assert.equal(ignores(rules, found({ aliases: ['GO-1'], id: 'CVE-9' })), true);
  });

  test('takes a date with a time and a zone, and one in quotes', () => {
    const until = (date: string) => osv(`[[IgnoredVulns]]\nid = "CVE-1"\nignoreUntil = ${date}\n`).rules[0]?.expires;
    assert.equal(until('2025-01-31T10:00:00+02:00'), Date.parse('2025-01-31T08:00:00Z'));
    assert.equal(until('"2025-01-31"'), Date.parse('2025-01-31T00:00:00Z'));
  });

  test('ignores packages by name, also by that of their source', () => {
    assert.equal(ignores(override('name = "curl"').rules, found()), true);
    assert.equal(
      ignores(override('name = "curl"').rules, found({ name: 'libcurl4', source: { name: 'curl', version: '8' } })),
      true,
    );
    assert.equal(ignores(override('name = "cur*"').rules, found()), false);
  });

  test('ignores packages by a regular expression of the name', () => {
    assert.equal(ignores(override('name = "cu.*"', 'nameIsRegex = true').rules, found()), true);
    assert.equal(ignores(override('name = "cu"', 'nameIsRegex = true').rules, found()), false);
  });

  test('ignores packages by version and by ecosystem, with and without its release', () => {
    const it = found({ version: '8.1' });
    assert.equal(ignores(override('name = "curl"', 'version = "8.1"').rules, it), true);
    assert.equal(ignores(override('name = "curl"', 'version = "8.2"').rules, it), false);
    for (const [ecosystem, expected] of [
      ['Debian', true],
      ['Debian:12', true],
      ['Debian:11', false],
      ['npm', false],
      ['Nonesuch', false],
    ] as const) {
      assert.equal(ignores(override(`ecosystem = "${ecosystem}"`).rules, it), expected, ecosystem);
    }
    const alpine = found({ ecosystem: 'alpine' });
    assert.equal(ignores(override('ecosystem = "Alpine:v3.18"').rules, alpine, ['alpine', '3.18.9']), true);
    assert.equal(ignores(override('ecosystem = "Alpine:v3.1"').rules, alpine, ['alpine', '3.18.9']), false);
    assert.equal(ignores(override('ecosystem = "Go"').rules, found({ ecosystem: 'golang' })), true);
    assert.equal(ignores(override('ecosystem = "Red Hat"').rules, found({ ecosystem: 'rhel' })), true);
  });

  test('ignores packages by vulnerability.ignore as by ignore, until a date, and not by an override of licences', () => {
    const text = '[[PackageOverrides]]\nname = "curl"\nvulnerability.ignore = true\neffectiveUntil = 2025-01-31\nreason = "r"\n';
    const [rule] = osv(text).rules;
    assert.equal(rule?.expires, Date.parse('2025-01-31T00:00:00Z'));
    assert.equal(rule?.reason, 'r');
    assert.deepEqual(osv('[[PackageOverrides]]\nname = "curl"\nlicense.override = ["MIT"]\n').rules, []);
    assert.deepEqual(osv('[[PackageOverrides]]\nname = "curl"\nvulnerability.ignore = false\n').rules, []);
  });

  test('has overrides without effect, and says why', () => {
    for (const [fields, told] of [
      [['group = "dev"'], 'packages of an image have no "group"'],
      [[''], 'it would ignore every package'],
      [['name = "a{2}"', 'nameIsRegex = true'], '"a{2}" is not a pattern: "{" is not understood here'],
    ] as const) {
      const { rules, notices } = override(...fields);
      assert.deepEqual(rules, []);
      assert.deepEqual(notices, [{ level: 'warning', text: `osv-scanner.toml, line 1: the rule has no effect: ${told}.` }]);
    }
  });

  test('is refused, as by OSV-Scanner, with a key that an entry does not have', () => {
    assert.throws(() => osv('[[IgnoredVulns]]\nid = "CVE-1"\nignoreUntill = 2025-01-31\n'), {
      name: Unreadable.name,
      message: /IgnoredVulns\.0\.ignoreUntill/,
    });
    assert.throws(() => osv('[[PackageOverrides]]\nnames = "curl"\nignore = true\n'), {
      name: Unreadable.name,
      message: /names/,
    });
  });

  test('is told of where it has a key of its own that is not known', () => {
    assert.deepEqual(osv('GoVersionOverride = "1.20"\nIgnoredVuln = []\n').notices, [
      { level: 'warning', text: 'osv-scanner.toml: "IgnoredVuln" is not a key of OSV-Scanner.' },
    ]);
  });

  test('is refused where it is no TOML, or no date, or of another kind', () => {
    for (const [text, message] of [
      ['[[IgnoredVulns]]\nid =\n', /^line 2: it is not TOML$/],
      [`a = ${'['.repeat(100_000)}`, /it is not TOML/],
      ['[[IgnoredVulns]]\nid = "CVE-1"\nignoreUntil = "soon"\n', /ignoreUntil: it is not a date/],
      ['[[IgnoredVulns]]\nid = 1\n', /IgnoredVulns\.0\.id/],
      ['[[IgnoredVulns]]\nreason = "x"\n', /IgnoredVulns\.0\.id/],
    ] as const) {
      assert.throws(() => osv(text), { name: Unreadable.name, message });
    }
  });

  test('gives no lines where it is not clear which entry is on which', () => {
    const { rules } = osv('IgnoredVulns = [{id = "CVE-1"}]\n');
    assert.deepEqual(rules, [{ ids: ['CVE-1'], source: { file: 'osv-scanner.toml' } }]);
    const quoted = osv('a = """\n[[IgnoredVulns]]\n"""\n[[IgnoredVulns]]\nid = "CVE-1"\n');
    assert.deepEqual(quoted.rules[0]?.source, { file: 'osv-scanner.toml' });
  });
});
