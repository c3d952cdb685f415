import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFlight } from '../../../src/registry/auth/flight.ts';

const still = () => new AbortController().signal;

test('whoever wants the same waits for the same', async () => {
  const flight = createFlight<number>();
  let count = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = async () => {
    count += 1;
    await promise;
    return count;
  };
  const both = Promise.all([flight('a', work, still()), flight('a', work, still()), flight('b', work, still())]);
  resolve();
  assert.deepEqual(await both, [2, 2, 2]);
  assert.equal(await flight('a', work, still()), 3);
});

test('a failure is everyone’s, and is not kept', async () => {
  const flight = createFlight<number>();
  const fail = async () => await Promise.reject(new Error('no'));
  const both = await Promise.allSettled([flight('a', fail, still()), flight('a', fail, still())]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(await flight('a', () => Promise.resolve(1), still()), 1);
});

test('one who leaves does not end it for the others, the last one does', async () => {
  const flight = createFlight<string>();
  const { promise, resolve } = Promise.withResolvers<string>();
  let seen: AbortSignal | undefined;
  const work = async (signal: AbortSignal) => {
    seen = signal;
    return await promise;
  };
  const [first, second] = [new AbortController(), new AbortController()];
  const leaver = flight('a', work, first.signal);
  const stayer = flight('a', work, second.signal);
  first.abort(new Error('gone'));
  await assert.rejects(leaver, /gone/);
  assert.equal(seen?.aborted, false);
  resolve('done');
  assert.equal(await stayer, 'done');

  const last = new AbortController();
  const alone = flight('a', async () => await new Promise<string>(() => undefined).finally(() => undefined), last.signal);
  const abandoned = flight(
    'b',
    async (signal) => {
      seen = signal;
      return await new Promise<string>(() => undefined);
    },
    last.signal,
  );
  last.abort(new Error('enough'));
  await Promise.all([assert.rejects(alone, /enough/), assert.rejects(abandoned, /enough/)]);
  assert.equal(seen?.aborted, true);
  assert.equal(await flight('a', () => Promise.resolve('anew'), still()), 'anew');
});
