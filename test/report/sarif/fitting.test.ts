import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import type { Report } from '../../../src/model/report.ts';
import { truncationOf } from '../../../src/report/sarif/fitting.ts';
import { sarif } from '../../../src/report/sarif.ts';
import { aFinding, aPackage, aReport, aVulnerability, opensslFindings, rated } from '../../support/reports.ts';

function run(report: Report) {
  const [first] = (JSON.parse(sarif.render(report)) as Log).runs;
  assert.ok(first);
  return first;
}

test('what code scanning is not told of is counted, and nothing where it is told everything', () => {
  const findings = Array.from({ length: 5001 }, (_, index) =>
    aFinding(aVulnerability(`CVE-${index}`, { details: '' }), aPackage('a')),
  );
  assert.deepEqual(truncationOf(aReport({ findings })), { results: 5000, of: 5001 });
  assert.equal(truncationOf(aReport({ findings: findings.slice(5000) })), undefined);
});

describe('the category', () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'container-scan/ghcr.io/acme/shop/linux-amd64/'],
    ['', 'container-scan/ghcr.io/acme/shop/linux-amd64/'],
    ['/', 'container-scan/ghcr.io/acme/shop/linux-amd64/'],
    ['nightly', 'nightly/'],
    ['nightly/shop/', 'nightly/shop/'],
    ['a\nb', 'a b/'],
  ];
  for (const [category, expected] of cases) {
    test(`of ${JSON.stringify(category)} is ${expected}`, () => {
      const report = aReport(category === undefined ? {} : { category });
      assert.equal(run(report).automationDetails?.id, expected);
    });
  }
});

test('what someone suppressed is no result, and is counted', () => {
  const suppression = { kind: 'ignored', source: '.hullcheck.yaml' } as const;
  const { results, properties } = run(aReport({ suppressed: opensslFindings().map((finding) => ({ ...finding, suppression })) }));
  assert.deepEqual(results, []);
  assert.equal(properties?.['suppressed'], 2);
});

test('what is known to be exploited comes before what is likely to be, within a severity', () => {
  const knownExploited = { added: '2026-01-01', ransomware: false };
  const findings = [
    aFinding(aVulnerability('CVE-1', rated('high')), aPackage('a'), '2'),
    aFinding(
      aVulnerability('CVE-2', { ...rated('high'), exploitation: { epss: { probability: 0.2, percentile: 0.9 } } }),
      aPackage('a'),
    ),
    aFinding(
      aVulnerability('CVE-3', { ...rated('high'), exploitation: { epss: { probability: 0.3, percentile: 0.9 } } }),
      aPackage('a'),
    ),
    aFinding(aVulnerability('CVE-4', { ...rated('high'), exploitation: { knownExploited } }), aPackage('a')),
    aFinding(aVulnerability('CVE-5', rated('critical')), aPackage('a')),
  ];
  const { results, tool } = run(aReport({ findings }));
  assert.deepEqual(
    results?.map(({ ruleId }) => ruleId),
    ['CVE-5', 'CVE-4', 'CVE-3', 'CVE-2', 'CVE-1'],
  );
  const [, exploited, likely] = tool.driver.rules ?? [];
  assert.ok(exploited?.properties?.tags?.includes('kev'));
  assert.deepEqual(exploited?.properties?.['exploitation'], { knownExploited });
  assert.ok(!likely?.properties?.tags?.includes('kev'));
});

test('a rule is as precise as the least certain way in which its packages were told', () => {
  const precision = (...ecosystems: readonly string[]) => {
    const findings = ecosystems.map((ecosystem) => aFinding(aVulnerability('CVE-1'), aPackage('a', { ecosystem })));
    return run(aReport({ findings })).tool.driver.rules?.[0]?.properties?.['precision'];
  };
  assert.deepEqual([precision('debian'), precision('npm'), precision('maven')], ['very-high', 'high', 'medium']);
  assert.deepEqual([precision('debian', 'npm'), precision('debian', 'maven')], ['high', 'medium']);
});

test('what a distribution says of a fix that it has not made is the fix’s state', () => {
  const [first] = opensslFindings();
  assert.ok(first);
  const findings = [{ ...aFinding(first.vulnerability, first.package), outlook: 'will-not-fix' as const }];
  assert.equal(run(aReport({ findings })).results?.[0]?.properties?.['fix'].state, 'will-not-fix');
});
