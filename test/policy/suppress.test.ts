import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding } from '../../src/model/report.ts';
import { parseIgnoreFile } from '../../src/policy/ignore/index.ts';
import { applyPolicy } from '../../src/policy/suppress.ts';
import { componentOf } from '../../src/policy/vex/component.ts';
import { vexMatches } from '../../src/policy/vex/match.ts';
import type { VexStatement } from '../../src/policy/vex/statement.ts';
import { aFinding, aPackage, aReport, aVulnerability } from '../support/reports.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const find = (id: string, name = 'curl'): Finding => aFinding(aVulnerability(id, { aliases: [`GHSA-${id}`] }), aPackage(name));
const FINDINGS = [find('CVE-1'), find('CVE-2', 'wget'), find('CVE-3')];
const REPORT = aReport({ findings: FINDINGS });

function statement(given: Partial<VexStatement> = {}): VexStatement {
  return {
    vulnerabilities: ['CVE-1'],
    products: [componentOf(['pkg:oci/shop'])],
    status: 'not_affected',
    source: 'vex.json',
    ...given,
  };
}

function apply(ignored: string, statements: readonly VexStatement[] = [], report = REPORT) {
  const { rules } = parseIgnoreFile('.hullcheck-ignore.yaml', ignored);
  const applied = applyPolicy(report, { rules, statements, now: NOW });
  return {
    ...applied,
    left: applied.report.findings.map((one) => one.vulnerability.id),
    suppressed: applied.report.suppressed.map((one) => [one.vulnerability.id, one.suppression] as const),
  };
}

suite('a policy', () => {
  test('moves what it ignores to what is suppressed, with place, reason and last day', () => {
    const { report, left, suppressed, notices } = apply(
      '- id: CVE-1\n  reason: no network\n  expires: 2026-11-21\n- package: wget\n',
    );
    assert.deepEqual(left, ['CVE-3']);
    assert.deepEqual(suppressed, [
      ['CVE-1', { kind: 'ignored', source: '.hullcheck-ignore.yaml, line 1', reason: 'no network', expires: '2026-11-21' }],
      ['CVE-2', { kind: 'ignored', source: '.hullcheck-ignore.yaml, line 4' }],
    ]);
    assert.deepEqual(notices, []);
    assert.equal(report.packages, REPORT.packages);
  });

  test('keeps findings in their order, and what was suppressed before', () => {
    const before = [{ ...find('CVE-9'), suppression: { kind: 'not-affected', source: 'x' } as const }];
    const { suppressed, left } = apply('- id: [CVE-3, CVE-1]\n', [], aReport({ findings: FINDINGS, suppressed: before }));
    assert.deepEqual(
      suppressed.map(([id]) => id),
      ['CVE-9', 'CVE-1', 'CVE-3'],
    );
    assert.deepEqual(left, ['CVE-2']);
  });

  test('warns of a rule that has expired, which has no effect', () => {
    const { left, notices } = apply('- id: CVE-1\n  expires: 2026-11-20\n- package: wget\n  expires: 2025-01-01\n');
    assert.deepEqual(left, ['CVE-1', 'CVE-2', 'CVE-3']);
    assert.deepEqual(notices, [
      {
        level: 'warning',
        text: '.hullcheck-ignore.yaml: what has expired ignores nothing any more: line 1 CVE-1 (until 2026-11-20), line 3 (until 2025-01-01).',
      },
    ]);
  });

  test('ends a rule at its moment', () => {
    const rule = { ids: ['CVE-1'], expires: NOW, source: { file: 'x' } };
    const leftAt = (now: number) => applyPolicy(REPORT, { rules: [rule], statements: [], now }).report.findings.length;
    assert.deepEqual([leftAt(NOW - 1), leftAt(NOW)], [2, 3]);
  });

  test('tells of rules that ignore nothing, not of one that only says what another said before', () => {
    const { notices } = apply('- id: CVE-1\n- id: GHSA-CVE-1\n- id: CVE-7\n- package: nginx\n');
    assert.deepEqual(notices, [
      { level: 'notice', text: '.hullcheck-ignore.yaml: nothing was found that these ignore: line 3 CVE-7, line 4.' },
    ]);
  });

  test('tells of many rules in few words', () => {
    const { notices } = apply(Array.from({ length: 40 }, (_, at) => `- id: X-${at}\n`).join(''));
    assert.equal(notices.length, 1);
    assert.match(notices[0]?.text ?? '', /line 10 X-9 and 30 more\.$/);
  });

  test('takes the first rule of several for the reason', () => {
    const { suppressed } = apply('- package: curl\n  reason: first\n- id: CVE-1\n  reason: second\n');
    assert.equal(suppressed[0]?.[1].reason, 'first');
  });

  test('moves what a statement says is not affected, and a rule goes before it', () => {
    const said = statement({ vulnerabilities: ['CVE-1', 'GHSA-CVE-3'], justification: 'component_not_present', impact: 'none' });
    const { suppressed, left } = apply('- id: CVE-3\n', [said]);
    assert.deepEqual(suppressed, [
      ['CVE-1', { kind: 'not-affected', source: 'vex.json', reason: 'component_not_present: none' }],
      ['CVE-3', { kind: 'ignored', source: '.hullcheck-ignore.yaml, line 1' }],
    ]);
    assert.deepEqual(left, ['CVE-2']);
  });

  test('lets the latest statement of all documents decide, and one without a time the least', () => {
    const fresh = statement({ time: 2, source: 'b.json' });
    const old = statement({ time: 1, status: 'affected', source: 'a.json' });
    const timeless = statement({ status: 'under_investigation', source: 'c.json' });
    for (const order of [
      [fresh, old, timeless],
      [timeless, old, fresh],
    ]) {
      assert.deepEqual(apply('', order).left, ['CVE-2', 'CVE-3']);
    }
    assert.deepEqual(apply('', [statement({ time: 3, status: 'affected' }), fresh]).left, ['CVE-1', 'CVE-2', 'CVE-3']);
  });

  test('warns of a document that is about nothing here', () => {
    const other = statement({
      products: [componentOf(['pkg:oci/other']), componentOf(['pkg:deb/debian/curl@0'])],
      source: 'other.json',
    });
    const { notices, left } = apply('', [
      other,
      statement(),
      statement({ source: 'b.json', products: [componentOf(['pkg:deb/debian/wget'])] }),
    ]);
    assert.deepEqual(notices, [
      {
        level: 'warning',
        text: 'other.json: none of its products is ghcr.io/acme/shop:1.4 or a package of it, so it has no effect.',
      },
    ]);
    assert.deepEqual(left, ['CVE-2', 'CVE-3']);
  });

  test('says nothing of a document that is about the image and another vulnerability', () => {
    assert.deepEqual(apply('', [statement({ vulnerabilities: ['CVE-99'] })]).notices, []);
  });

  test('holds a statement against a finding by vulnerability and product together', () => {
    assert.equal(vexMatches(statement(), find('CVE-1'), REPORT), true);
    assert.equal(vexMatches(statement(), find('CVE-2'), REPORT), false);
    assert.equal(vexMatches(statement({ products: [componentOf(['pkg:oci/other'])] }), find('CVE-1'), REPORT), false);
  });

  test('is applied at once, however much it says', () => {
    const findings = Array.from({ length: 2000 }, (_, at) => find(`CVE-${at}`, `p${at % 50}`));
    const statements = Array.from({ length: 20_000 }, (_, at) => statement({ vulnerabilities: [`CVE-${at}`] }));
    const rules = Array.from({ length: 5000 }, (_, at) => `- id: X-${at}\n`).join('');
    const { rules: parsed } = parseIgnoreFile('.hullcheck-ignore.yaml', rules);
    const report = aReport({ findings });
    const started = performance.now();
    assert.deepEqual(applyPolicy(report, { rules: parsed, statements, now: NOW }).report.findings, []);
    assert.ok(performance.now() - started < 3000);
  });
});
