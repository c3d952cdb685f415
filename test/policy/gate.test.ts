import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding, Report } from '../../src/model/report.ts';
import type { FailOn } from '../../src/model/request.ts';
import type { Severity } from '../../src/model/severity.ts';
import { judgeGate } from '../../src/policy/gate.ts';
import { aFinding, aPackage, aReport, aVulnerability, rated } from '../support/reports.ts';

function finding(id: string, severity: Severity, given: { readonly kev?: boolean; readonly fixedIn?: string } = {}): Finding {
  const exploitation = given.kev === true ? { exploitation: { knownExploited: { added: '2026-01-01', ransomware: false } } } : {};
  return aFinding(aVulnerability(id, { ...rated(severity), ...exploitation }), aPackage('openssl'), given.fixedIn);
}

const MIXED = [
  finding('CVE-1', 'critical', { fixedIn: '4' }),
  finding('CVE-2', 'high'),
  finding('CVE-3', 'high', { kev: true }),
  finding('CVE-4', 'low'),
  finding('CVE-5', 'unknown'),
];

interface Ask {
  readonly failOn?: readonly FailOn[];
  readonly returnCode?: number;
  readonly report?: Partial<Report>;
  readonly counting?: readonly Finding[];
  readonly onlyFixed?: boolean;
}

function judge({ failOn = [], returnCode = 0, report: given = {}, counting, onlyFixed = false }: Ask) {
  const report = aReport({ findings: MIXED, ...given });
  const sinceBaseline = counting !== undefined;
  return judgeGate({ report, counting: counting ?? report.findings, sinceBaseline }, { failOn, returnCode, onlyFixed });
}

const IMAGE = 'ghcr.io/acme/shop:1.4';

suite('the gate', () => {
  const reasons: readonly (readonly [readonly FailOn[], string])[] = [
    [['low'], '1 critical and 2 high and 1 low at or above low'],
    [['medium'], '1 critical and 2 high at or above medium'],
    [['high'], '1 critical and 2 high at or above high'],
    [['critical'], '1 critical at or above critical'],
    [['kev'], '1 known to be exploited'],
    [['any'], '5 vulnerabilities'],
    [['critical', 'high', 'critical'], '1 critical and 2 high at or above high'],
    [['kev', 'critical', 'kev'], '1 known to be exploited; 1 critical at or above critical'],
  ];
  for (const [failOn, told] of reasons) {
    test(`fails on ${failOn.join(', ')} and says in one sentence what of`, () => {
      const { failed, exitCode, reason } = judge({ failOn });
      assert.deepEqual({ failed, exitCode, reason }, { failed: true, exitCode: 1, reason: `${IMAGE} fails: ${told}.` });
    });
  }

  test('does not fail on a severity that nobody has given', () => {
    assert.equal(judge({ failOn: ['low'], report: { findings: [finding('CVE-5', 'unknown')] } }).failed, false);
    assert.equal(judge({ failOn: ['any'], report: { findings: [finding('CVE-5', 'unknown')] } }).failed, true);
  });

  test('does not fail below what is asked for, nor on what is suppressed', () => {
    assert.equal(judge({ failOn: ['critical'], report: { findings: [finding('CVE-2', 'high')] } }).failed, false);
    const suppressed = MIXED.map((one) => ({ ...one, suppression: { kind: 'ignored', source: 'x' } as const }));
    const verdict = judge({ failOn: ['any', 'kev', 'low'], report: { findings: [], suppressed } });
    assert.equal(verdict.failed, false);
    assert.match(
      verdict.sentence,
      /^No known vulnerability was found in .* that counts\. 5 more do not count, for a reason that was given\.$/,
    );
  });

  test('fails on gaps only where they are asked about, and tells of them always', () => {
    const report = { findings: [], gaps: [{ subject: 'a', reason: 'b' }] };
    assert.deepEqual(judge({ failOn: ['any'], report }), {
      failed: false,
      exitCode: 0,
      sentence: `No known vulnerability was found in ${IMAGE}. 1 thing could not be judged.`,
    });
    assert.equal(judge({ failOn: ['gaps'], report }).reason, `${IMAGE} fails: 1 gap.`);
    assert.equal(judge({ failOn: ['gaps'], report: { gaps: [] } }).failed, false);
  });

  test('counts what is new alone, where there is a baseline', () => {
    const verdict = judge({ failOn: ['high', 'kev'], counting: [finding('CVE-2', 'high')] });
    assert.equal(verdict.reason, `${IMAGE} fails: 1 new high at or above high.`);
    assert.match(verdict.sentence, /^5 vulnerabilities in .*: 1 critical, 2 high, 1 low, 1 unknown; 1 fixable; 1 new\./);
    assert.equal(judge({ failOn: ['any', 'kev'], counting: [] }).failed, false);
    assert.equal(judge({ returnCode: 3, counting: [] }).failed, false);
  });

  test('counts a vulnerability once, in however many binaries of a source it is', () => {
    const source = { name: 'openssl', version: '3' };
    const findings = ['libssl3', 'openssl'].map((name) => aFinding(aVulnerability('CVE-1'), aPackage(name, { source })));
    assert.equal(judge({ failOn: ['any'], report: { findings } }).reason, `${IMAGE} fails: 1 vulnerability.`);
  });

  test('ends with return-code where it is given, with or without fail-on', () => {
    assert.equal(judge({ failOn: ['high'], returnCode: 7 }).exitCode, 7);
    const alone = judge({ returnCode: 7 });
    assert.equal(alone.exitCode, 7);
    assert.equal(alone.reason, `${IMAGE} fails: 5 vulnerabilities, for which return-code asks 7.`);
    assert.equal(judge({ failOn: ['high'], returnCode: 7, report: { findings: [finding('CVE-4', 'low')] } }).exitCode, 0);
    assert.equal(judge({ returnCode: 7, report: { findings: [] } }).exitCode, 0);
  });

  test('never fails where nothing is asked', () => {
    assert.deepEqual(judge({}), {
      failed: false,
      exitCode: 0,
      sentence: `5 vulnerabilities in ${IMAGE}: 1 critical, 2 high, 1 low, 1 unknown; 1 fixable.`,
    });
  });

  test('does not call an image clean of which only what has a fix is looked at', () => {
    const { sentence } = judge({ onlyFixed: true, report: { findings: [] } });
    assert.equal(sentence, `No known vulnerability that an update fixes was found in ${IMAGE}.`);
  });

  test('tells of one that does not count in the singular', () => {
    const suppressed = [{ ...finding('CVE-9', 'low'), suppression: { kind: 'ignored', source: 'x' } as const }];
    assert.match(judge({ report: { suppressed } }).sentence, / 1 more does not count, for a reason that was given\.$/);
  });
});
