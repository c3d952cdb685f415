import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInSlots } from '../src/slots.ts';

const never = new AbortController().signal;

test('results come in the order of the items, whatever order they finish in', async () => {
  const waits = [3, 1, 2];
  const run = async (turns: number) => {
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    return turns * 10;
  };
  assert.deepEqual(await runInSlots(waits, { slots: 3, run, signal: never }), [30, 10, 20]);
});

test('no more than so many run at once, lowest first', async () => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  const run = async (item: number) => {
    begun.push(item);
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await assert.rejects(runInSlots([0, 1, 2, 3, 4], { slots: 2, run, signal: never }), /has no result/);
  assert.deepEqual([most, begun], [2, [0, 1, 2, 3, 4]]);
});

test('the first failure stops the others, and is thrown when they have come to rest', async () => {
  let rested = false;
  const run = async (item: number, signal: AbortSignal) => {
    if (item === 0) throw new Error('first');
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    await new Promise(setImmediate);
    rested = true;
    throw new Error('second');
  };
  await assert.rejects(runInSlots([1, 0, 2], { slots: 2, run, signal: never }), /first/);
  assert.equal(rested, true);
});

test('an abort from outside ends the run with its reason', async () => {
  const stop = new AbortController();
  const run = async (_: number, signal: AbortSignal) => {
    stop.abort(new Error('enough'));
    signal.throwIfAborted();
    return 1;
  };
  await assert.rejects(runInSlots([1, 2, 3], { slots: 1, run, signal: stop.signal }), /enough/);
  stop.abort();
});
