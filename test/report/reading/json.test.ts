import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ScanError } from '../../../src/model/errors.ts';
import { readJsonReport } from '../../../src/report/reading/index.ts';
import { json } from '../../../src/report/json.ts';
import { aFinding, aPackage, aReport, aVulnerability } from '../../support/reports.ts';
import { anyReport, fullReport } from '../made-reports.ts';

/** The document of a report with something put wrong. */
function broken(change: (document: Record<string, unknown>) => void): string {
  const document = JSON.parse(json.render(fullReport())) as Record<string, unknown>;
  change(document);
  return JSON.stringify(document);
}

function refuses(text: string, message: RegExp): void {
  assert.throws(
    () => readJsonReport(text),
    (error) => error instanceof ScanError && error.code === 'USAGE' && message.test(error.message) && error.hint !== undefined,
  );
}

describe('a report of format json, read back', () => {
  test('is the report that was written, whatever its texts are', () => {
    fc.assert(
      fc.property(anyReport, (report) => assert.deepEqual(readJsonReport(json.render(report)), report)),
      { numRuns: 150, seed: 5 },
    );
  });

  test('is the report where one finding lacks what another tells of the same vulnerability', () => {
    const findings = [
      aFinding(aVulnerability('CVE-2025-1', { published: '2025-01-01T00:00:00Z', exploitation: {} }), aPackage('a')),
      aFinding(aVulnerability('CVE-2025-1'), aPackage('b')),
    ];
    assert.deepEqual(readJsonReport(json.render(aReport({ findings }))), aReport({ findings }));
  });

  test('is read without what a newer version added and an older one did not have', () => {
    const text = broken((document) => {
      document['novelty'] = { a: 1 };
      delete document['unjudged'];
    });
    assert.deepEqual(readJsonReport(text), { ...fullReport(), unjudged: [] });
  });

  const faults: readonly (readonly [string, (document: Record<string, unknown>) => void, RegExp])[] = [
    ['a version that is not known', (document) => (document['schemaVersion'] = 2), /schemaVersion: it is not 1/],
    [
      'a digest that is none',
      (document) => Object.assign(document['image'] as object, { digest: 'sha256:0' }),
      /image\.digest: it is no digest/,
    ],
    ['a time that is none', (document) => (document['finishedAt'] = 'yesterday'), /finishedAt: it is no time/],
    ['findings that are no list', (document) => (document['findings'] = {}), /findings: /],
    ['a package that is not listed', (document) => (document['packages'] = []), /a finding refers to the package 0/],
    [
      'a vulnerability that is not listed',
      (document) => (document['vulnerabilities'] = {}),
      /refers to the vulnerability "CVE-2024-6119"/,
    ],
    ['vulnerabilities that are a list', (document) => (document['vulnerabilities'] = []), /vulnerabilities: it is no object/],
    [
      'a severity that there is not',
      (document) =>
        (document['vulnerabilities'] = {
          'CVE-2024-6119': { ...aVulnerability('CVE-2024-6119'), rating: { severity: 'bad', origin: 'cvss' } },
        }),
      /rating\.severity: /,
    ],
  ];
  for (const [name, change, message] of faults) test(`is refused for ${name}`, () => refuses(broken(change), message));

  test('is refused where a finding lacks what every vulnerability has', () => {
    refuses(
      broken((document) => ((document['findings'] as { lacks?: string[] }[])[0]!.lacks = ['rating'])),
      /rating: /,
    );
  });

  test('is refused where it is no JSON, or no object', () => {
    for (const text of ['', '{', '[]', 'null', '"x"', '['.repeat(100_000)]) refuses(text, /it is not a JSON object/);
  });
});
