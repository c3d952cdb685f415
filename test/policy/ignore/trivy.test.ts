import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseIgnoreFile } from '../../../src/policy/ignore/index.ts';
import { found, ignores } from './ignoring.ts';

suite("Trivy's .trivyignore", () => {
  const lines = (text: string) => parseIgnoreFile('ci/.trivyignore', text);

  test('is an id on a line, with comments and empty lines between', () => {
    const { rules, notices } = lines('# why\nCVE-1\r\n\n  CVE-2 # and why not\n#CVE-3\n');
    assert.deepEqual(
      rules.map(({ ids, source }) => [ids, source.line]),
      [
        [['CVE-1'], 2],
        [['CVE-2'], 4],
      ],
    );
    assert.deepEqual(notices, []);
    assert.equal(ignores(rules, found({ id: 'CVE-1' })), true);
    assert.equal(ignores(rules, found({ id: 'CVE-3' })), false);
  });

  test('has ids that count again from the beginning of the day behind exp:', () => {
    const [rule] = lines('CVE-1 exp:2025-01-31').rules;
    assert.equal(rule?.expires, Date.parse('2025-01-31T00:00:00Z'));
  });

  test('has no effect on a line with a date that is none, and says so', () => {
    const { rules, notices } = lines('CVE-1 exp:tomorrow\nCVE-2 exp:2025-02-30\nCVE-3');
    assert.deepEqual(
      rules.map(({ ids }) => ids),
      [['CVE-3']],
    );
    assert.deepEqual(notices, [
      { level: 'warning', text: 'ci/.trivyignore, line 1: the rule has no effect: "tomorrow" is not a day.' },
      { level: 'warning', text: 'ci/.trivyignore, line 2: the rule has no effect: "2025-02-30" is not a day.' },
    ]);
  });
});

suite("Trivy's .trivyignore.yaml", () => {
  const yaml = (text: string) => parseIgnoreFile('.trivyignore.yaml', text);
  const entry = (fields: string) => yaml(`vulnerabilities:\n  - id: CVE-1\n    ${fields}\n`);
  const refused = (text: string, message: RegExp) => assert.throws(() => yaml(text), { name: Unreadable.name, message });

  test('has vulnerabilities with an id, and without more conditions ignores them everywhere', () => {
    const { rules } = entry('statement: accepted');
    assert.deepEqual(rules, [{ ids: ['CVE-1'], reason: 'accepted', source: { file: '.trivyignore.yaml', line: 2 } }]);
    assert.equal(ignores(rules, found()), true);
  });

  test('limits them to paths', () => {
    const { rules } = entry('paths: ["usr/**/METADATA", "opt/*"]');
    assert.equal(ignores(rules, found({ path: 'usr/lib/python3/x.dist-info/METADATA' })), true);
    assert.equal(ignores(rules, found({ path: 'opt/a/b' })), false);
    assert.equal(ignores(entry('paths: []').rules, found({ path: 'opt/a/b' })), true);
  });

  test('limits them to package URLs', () => {
    const { rules } = entry('purls: ["pkg:deb/debian/wget", "pkg:deb/debian/curl@8"]');
    assert.equal(ignores(rules, found({ name: 'curl', version: '8' })), true);
    assert.equal(ignores(rules, found({ name: 'curl', version: '9' })), false);
  });

  test('limits them to paths and package URLs together', () => {
    const { rules } = entry('paths: [a]\n    purls: ["pkg:deb/debian/curl"]');
    assert.equal(ignores(rules, found({ path: 'a' })), true);
    assert.equal(ignores(rules, found({ path: 'b' })), false);
    assert.equal(ignores(rules, found({ path: 'a', name: 'wget' })), false);
  });

  test('ends them on a date or at a time', () => {
    assert.equal(entry('expired_at: 2025-01-31').rules[0]?.expires, Date.parse('2025-01-31T00:00:00Z'));
    assert.equal(entry('expired_at: 2025-01-31T10:00:00+02:00').rules[0]?.expires, Date.parse('2025-01-31T08:00:00Z'));
  });

  test('has sections that say nothing of vulnerabilities', () => {
    assert.deepEqual(yaml('misconfigurations:\n  - id: AVD-1\nsecrets:\nlicenses: []\nvulnerabilities:\n'), {
      rules: [],
      notices: [],
    });
  });

  test('is told of where it has a field that Trivy passes over', () => {
    const { rules, notices } = entry('expires: 2020-01-01');
    assert.equal(rules.length, 1);
    assert.deepEqual(notices, [
      { level: 'warning', text: '.trivyignore.yaml, line 2: "expires" means nothing to Trivy and narrows nothing.' },
    ]);
  });

  test('is refused with the line where something is not as it must be', () => {
    refused('vulnerabilities:\n  - statement: x\n', /^line 2: an entry has no "id"$/);
    refused('vulnerabilities:\n  - CVE-1\n', /^line 2: an entry has an "id"$/);
    refused('vulnerabilities: CVE-1\n', /^line 1: "vulnerabilities" must be a list$/);
    refused('vulnerabilities:\n  - id: CVE-1\n    expired_at: soon\n', /^line 3: "soon" is not a date$/);
    refused('vulnerabilities:\n  - id: CVE-1\n    purls: [curl]\n', /"curl" is not a package URL/);
    refused('vulnerabilities:\n  - id: CVE-1\n    paths: ["["]\n', /is not a pattern/);
    refused('- id: CVE-1\n', /it must have "vulnerabilities"/);
  });
});
