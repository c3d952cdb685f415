import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeOf, failureLines, judge, resultOf } from '../../src/host/outcome.ts';
import { ScanError } from '../../src/model/errors.ts';
import { makeFinding, makeReport } from '../support/finished-report.ts';

const gap = { subject: 'rpmdb', reason: 'broken' };
const finding = makeFinding('CVE-1', 'low');

test('a report is clean, has findings, or is incomplete: with a gap it is never clean', () => {
  assert.equal(resultOf(makeReport()), 'clean');
  assert.equal(resultOf(makeReport({ findings: [finding] })), 'findings');
  assert.equal(resultOf(makeReport({ gaps: [gap] })), 'incomplete');
  assert.equal(resultOf(makeReport({ findings: [finding], gaps: [gap] })), 'findings');
});

test('return-code is used when there is a vulnerability of any severity, and only then', () => {
  assert.equal(judge(makeReport({ findings: [finding] }), { returnCode: 7 }).exitCode, 7);
  assert.equal(judge(makeReport({ findings: [finding] }), { returnCode: 0 }).exitCode, 0);
  assert.equal(judge(makeReport(), { returnCode: 7 }).exitCode, 0);
  assert.equal(judge(makeReport({ gaps: [gap] }), { returnCode: 7 }).exitCode, 0);
});

test('one sentence says why', () => {
  const findings = [makeFinding('CVE-1', 'high', '2.0'), makeFinding('CVE-2', 'low'), makeFinding('CVE-3', 'low')];
  assert.equal(
    judge(makeReport({ findings }), { returnCode: 7 }).sentence,
    '3 vulnerabilities in ghcr.io/acme/shop:1.4: 1 high, 2 low; 1 fixable. The exit code is 7, as return-code asks.',
  );
  assert.equal(
    judge(makeReport({ findings: [finding] }), { returnCode: 0 }).sentence,
    '1 vulnerability in ghcr.io/acme/shop:1.4: 1 low; 0 fixable.',
  );
  assert.equal(
    judge(makeReport({ gaps: [gap] }), { returnCode: 0 }).sentence,
    'No known vulnerability was found in ghcr.io/acme/shop:1.4. 1 thing could not be judged.',
  );
});

test('wrong usage exits with 2, every other failure with 3', () => {
  assert.equal(exitCodeOf(new ScanError('USAGE', 'x')), 2);
  assert.equal(exitCodeOf(new ScanError('REFERENCE_INVALID', 'x')), 2);
  assert.equal(exitCodeOf(new ScanError('NETWORK', 'x')), 3);
  assert.equal(exitCodeOf(new TypeError('x')), 3);
});

test('an expected failure is one line; a bug asks for a report and shows its stack', () => {
  const expected = new ScanError('NETWORK', 'No route.', { hint: 'Check the network.' });
  assert.deepEqual(failureLines(expected), ['No route. Check the network. [NETWORK]']);
  const [request, ...stack] = failureLines(new TypeError('x is undefined'));
  assert.match(request, /This is a bug in Hullcheck .*\/issues$/);
  assert.equal(stack[0], 'TypeError: x is undefined');
  assert.match(stack[1] ?? '', /outcome\.test\.ts/);
  assert.deepEqual(failureLines('thrown text').slice(1), ['thrown text']);
});
