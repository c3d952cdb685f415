import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../../src/model/report.ts';
import { alertsOf } from '../../../src/report/sarif/alert.ts';
import { ruleOf } from '../../../src/report/sarif/rule.ts';
import { aFinding, aPackage, aReport, aVulnerability, opensslFindings, rated } from '../../support/reports.ts';

function rule(findings: readonly Finding[], image = 'ghcr.io/acme/shop') {
  const report = aReport({ findings });
  const [first, ...rest] = alertsOf({ ...report, image: { ...report.image, name: image } });
  assert.ok(first);
  return ruleOf([first, ...rest]);
}

describe('a rule', () => {
  test('is the same for every image, version, fix and layer', () => {
    assert.deepEqual(rule(opensslFindings('9', 9).slice(1), 'quay.io/other/thing'), rule(opensslFindings()));
  });

  test('carries what the advisory says, and how sure a distribution is', () => {
    const { properties, ...rest } = rule(opensslFindings());
    assert.equal(rest.name, 'OsPackageVulnerability');
    assert.equal(rest.shortDescription?.text, 'CVE-2024-6119: a flaw that CVE-2024-6119 names');
    assert.equal(rest.fullDescription?.text, 'The flaw is here. It was found by someone.');
    assert.equal(rest.helpUri, 'https://www.cve.org/CVERecord?id=CVE-2024-6119');
    assert.match(rest.help?.text ?? '', /^CVE-2024-6119 \(High, CVSS 7\.5\): .* Details: https:\/\/www\.cve\.org/);
    assert.match(rest.help?.markdown ?? '', /### Remediation\n\nUpgrade the package/);
    assert.match(rest.help?.markdown ?? '', /\(<https:\/\/advisory\.test\/one\?a=1&amp;b=2>\)/);
    assert.deepEqual(properties?.tags, [
      'security',
      'vulnerability',
      'os-package',
      'external/cwe/cwe-79',
      'external/cwe/cwe-843',
      'deb',
    ]);
    assert.equal(properties?.['precision'], 'very-high');
    assert.equal(properties?.['security-severity'], '7.5');
  });

  test('of a language package says so, and is less sure', () => {
    const { name, properties } = rule([
      aFinding(aVulnerability('GHSA-grv7-fg5c-xmjg'), aPackage('braces', { ecosystem: 'npm' })),
    ]);
    assert.equal(name, 'LanguagePackageVulnerability');
    assert.equal(properties?.['precision'], 'high');
    assert.ok(properties?.tags?.includes('npm') && properties.tags.includes('language-package'));
  });

  test('carries the worst rating of its alerts', () => {
    const findings = (['low', 'critical', 'medium'] as const).map((severity) =>
      aFinding(aVulnerability('CVE-2025-1', rated(severity)), aPackage(severity)),
    );
    assert.equal(rule(findings).defaultConfiguration?.level, 'error');
    assert.equal(rule(findings).properties?.['security-severity'], '9.5');
    const scored = [7.1, 8.8, 7.5].map((score) =>
      aFinding(aVulnerability('CVE-2025-1', { rating: { severity: 'high', score, origin: 'cvss' } }), aPackage(`p${score}`)),
    );
    assert.equal(rule(scored).properties?.['security-severity'], '8.8');
  });

  test('has a title and a text even where the advisory has neither', () => {
    const bare = rule([aFinding(aVulnerability('CVE-2025-1', { summary: '', details: '' }), aPackage('a'))]);
    assert.equal(bare.shortDescription?.text, 'CVE-2025-1: a known vulnerability');
    assert.equal(bare.fullDescription?.text, 'a known vulnerability');
    const untitled = aVulnerability('CVE-2025-1', { summary: ' ', details: 'Curl 8.1 leaks.\nMuch more is known.' });
    assert.equal(rule([aFinding(untitled, aPackage('a'))]).shortDescription?.text, 'CVE-2025-1: Curl 8.1 leaks.');
  });

  test('has at most ten tags, and no reference that is not of the web', () => {
    const cwes = Array.from({ length: 30 }, (_, index) => `CWE-${index}`);
    const references = ['javascript:alert(1)', 'https://user:secret@a.test/', 'ftp://a.test/', 'https://b.test/x|y'];
    const types = Array.from({ length: 12 }, (_, index) => `type${index}`);
    const vulnerability = aVulnerability('CVE-2025-1', { cwes, references });
    const { properties, help } = rule(types.map((ecosystem) => aFinding(vulnerability, aPackage('a', { ecosystem }))));
    assert.equal(properties?.tags?.length, 10);
    assert.doesNotMatch(help?.markdown ?? '', /javascript|secret|ftp/);
    assert.match(help?.markdown ?? '', /\(<https:\/\/b\.test\/x%7Cy>\)/);
  });
});
