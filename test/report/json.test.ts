import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding, Report } from '../../src/model/report.ts';
import type { FindingReference, ReportDocument } from '../../src/report/json/document.ts';
import { json } from '../../src/report/json.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE, opensslFindings, rated } from '../support/reports.ts';

function read(report: Report): ReportDocument {
  return JSON.parse(json.render(report)) as ReportDocument;
}

/** The report again, from the document alone. */
function restore(document: ReportDocument): Report {
  const { schemaVersion: _schemaVersion, counts: _counts, vulnerabilities, findings, suppressed, ...rest } = document;
  const restored = ({ vulnerability, package: index, advisories, fixedIn, outlook, differences }: FindingReference): Finding => {
    const listed = vulnerabilities[vulnerability];
    const pkg = document.packages[index];
    assert.ok(listed && pkg);
    const fate = { ...(fixedIn === undefined ? {} : { fixedIn }), ...(outlook === undefined ? {} : { outlook }) };
    return { advisories, ...fate, vulnerability: { ...listed, ...differences }, package: pkg };
  };
  return {
    ...rest,
    findings: findings.map(restored),
    suppressed: suppressed.map(({ suppression, ...reference }) => ({ ...restored(reference), suppression })),
  };
}

const full = aReport({
  findings: [
    ...opensslFindings(),
    aFinding(aVulnerability(HOSTILE, { summary: HOSTILE }), aPackage(HOSTILE, { version: HOSTILE })),
  ],
  suppressed: [
    {
      ...opensslFindings()[0]!,
      suppression: { kind: 'ignored', source: HOSTILE, reason: HOSTILE, expires: '2027-01-31' },
    },
  ],
  gaps: [{ subject: HOSTILE, reason: HOSTILE }],
});

describe('json', () => {
  test('loses nothing of a report, whatever its texts are', () => assert.deepEqual(restore(read(full)), full));

  test('loses nothing of a clean report without a release', () => {
    const { release: _, ...clean } = aReport();
    assert.deepEqual(restore(read(clean)), clean);
  });

  test('keeps it when two findings tell of one vulnerability differently', () => {
    const findings = [
      aFinding(aVulnerability('CVE-2025-1'), aPackage('a')),
      aFinding(aVulnerability('CVE-2025-1', rated('low')), aPackage('b')),
    ];
    const document = read(aReport({ findings }));
    assert.deepEqual(document.findings[1]?.differences, rated('low'));
    assert.deepEqual(restore(document), aReport({ findings }));
  });

  test('keeps a vulnerability whose name is a property of every object', () => {
    const report = aReport({ findings: [aFinding(aVulnerability('__proto__'), aPackage('a'))] });
    assert.match(json.render(report), /"__proto__": \{/);
    assert.deepEqual(restore(read(report)), report);
  });

  test('lists each package and each vulnerability once, equal ones as well', () => {
    const document = read({ ...full, packages: full.packages.map((pkg) => structuredClone(pkg)) });
    assert.equal(document.packages.length, 3);
    assert.deepEqual(
      document.findings.map((finding) => finding.package),
      [0, 1, 2],
    );
    assert.equal(Object.keys(document.vulnerabilities).length, 2);
    assert.equal(document.findings[0]?.vulnerability, 'CVE-2024-6119');
  });

  test('lists a package that only a finding names', () => {
    const document = read({ ...full, packages: [] });
    assert.equal(document.packages.length, 3);
    assert.deepEqual(restore(document).findings, full.findings);
  });

  test('carries its version and the counts', () => {
    const { schemaVersion, counts } = read(full);
    assert.equal(schemaVersion, 1);
    assert.deepEqual(counts, { total: 2, critical: 0, high: 2, medium: 0, low: 0, unknown: 0, fixable: 1 });
  });

  test('is the same text for the same report, in whatever order its parts were written', () => {
    const reversed = JSON.parse(JSON.stringify(full), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as Report;
    assert.equal(json.render(reversed), json.render(full));
    assert.deepEqual(Object.keys(read(reversed)).slice(0, 3), ['schemaVersion', 'tool', 'image']);
  });

  test('shows a terminal no control character and the runner no command', () => {
    const text = json.render(full);
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
    assert.doesNotMatch(text, /^\s*::/m);
    assert.ok(!text.includes('##['));
  });
});
