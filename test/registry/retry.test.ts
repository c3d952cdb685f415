import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../src/model/clock.ts';
import { ScanError } from '../../src/model/errors.ts';
import { TransientError, type TransientReason } from '../../src/registry/attempt.ts';
import { type Progress, retry } from '../../src/registry/retry.ts';
import { fakeClock } from '../support/clock.ts';
import { failsWith } from '../support/transferring.ts';

const { signal } = new AbortController();
const fault = (reason: TransientReason, wait?: number) => new TransientError(reason, new ScanError('NETWORK', 'No.'), wait);

async function failures(reason: TransientReason, progress: Progress = 'none'): Promise<number> {
  let count = 0;
  const attempt = () => {
    count += 1;
    return Promise.reject(fault(reason));
  };
  await assert.rejects(retry(attempt, { clock: fakeClock(), progressed: () => progress, signal }), failsWith('NETWORK'));
  return count;
}

for (const [reason, attempts] of [
  ['network', 5],
  ['pressure', 5],
  ['expired', 5],
  ['range', 5],
  ['refused', 3],
  ['missing', 2],
  ['length', 2],
] as const) {
  test(`after failures of the kind "${reason}" without progress, ${attempts} attempts are enough`, async () => {
    assert.equal(await failures(reason), attempts);
  });
}

test('attempts that come further are borne, but not for ever', async () => {
  assert.equal(await failures('network', 'whole'), 100);
});

test('the waiting before an attempt grows, and no two who were turned away together come back together', async (t) => {
  const clock = fakeClock();
  t.mock.method(Math, 'random', () => 1);
  await assert.rejects(retry(() => Promise.reject(fault('network')), { clock, signal }));
  assert.deepEqual(clock.sleeps, [500, 1000, 2000, 4000]);
  t.mock.method(Math, 'random', () => 0);
  const hasty = fakeClock();
  await assert.rejects(retry(() => Promise.reject(fault('network')), { clock: hasty, signal }));
  assert.deepEqual(hasty.sleeps, [0, 0, 0, 0]);
});

test('a server is waited for as it asks, and not beyond ten minutes', async () => {
  const clock = fakeClock();
  const answers = [fault('pressure', 90_000), fault('pressure', 3_600_000)];
  const attempt = () => Promise.reject(answers.shift() ?? assert.fail());
  await assert.rejects(retry(attempt, { clock, signal }), failsWith('NETWORK', /until 2026-01-01T01:01:30Z/));
  assert.deepEqual(clock.sleeps, [90_000]);
});

test('an abort ends the waiting at once, with its own reason', async () => {
  const stop = new AbortController();
  let slept = 0;
  const patient: Clock = {
    ...fakeClock(),
    sleep: async (_, waiting) => {
      slept += 1;
      setImmediate(() => stop.abort(new Error('enough')));
      await new Promise((_resolve, reject) => {
        waiting?.addEventListener('abort', () => reject(waiting.reason));
      });
    },
  };
  await assert.rejects(
    retry(() => Promise.reject(fault('network')), { clock: patient, signal: stop.signal }),
    /enough/,
  );
  assert.equal(slept, 1);
});

test('what no attempt can mend is not tried again', async () => {
  let count = 0;
  const attempt = () => {
    count += 1;
    return Promise.reject(new ScanError('DISK_FULL', 'Full.'));
  };
  await assert.rejects(retry(attempt, { clock: fakeClock(), signal }), failsWith('DISK_FULL'));
  assert.equal(count, 1);
});
