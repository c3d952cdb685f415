import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixedOnly, shown } from '../../src/policy/filter.ts';
import { aFinding, aPackage, aReport, aVulnerability, rated } from '../support/reports.ts';

const FIXED = aFinding(aVulnerability('CVE-1', rated('critical')), aPackage('a'), '2');
const OPEN = aFinding(aVulnerability('CVE-2', rated('low')), aPackage('b'));
const suppression = { kind: 'ignored', source: 'x' } as const;
const REPORT = aReport({
  findings: [FIXED, OPEN],
  suppressed: [
    { ...FIXED, suppression },
    { ...OPEN, suppression },
  ],
});

const idsOf = ({ findings, suppressed }: typeof REPORT) =>
  [findings, suppressed].map((list) => list.map((one) => one.vulnerability.id));

suite('a filter', () => {
  test('leaves what has a fix where only that is asked for, of what counts and of what does not', () => {
    assert.deepEqual(idsOf(fixedOnly(REPORT, { onlyFixed: true })), [['CVE-1'], ['CVE-1']]);
    assert.equal(fixedOnly(REPORT, { onlyFixed: false }), REPORT);
  });

  test('leaves the severities that are asked for, of what counts and of what does not', () => {
    assert.deepEqual(idsOf(shown(REPORT, { severities: ['low', 'medium'] })), [['CVE-2'], ['CVE-2']]);
    assert.equal(shown(REPORT, {}), REPORT);
  });

  test('leaves packages and gaps as they are', () => {
    const report = { ...REPORT, gaps: [{ subject: 'a', reason: 'b' }] };
    const left = shown(fixedOnly(report, { onlyFixed: true }), { severities: ['low'] });
    assert.deepEqual([left.packages, left.gaps], [report.packages, report.gaps]);
  });
});
