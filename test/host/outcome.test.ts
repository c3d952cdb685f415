import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeOf, failureLines, resultOf } from '../../src/host/outcome.ts';
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
