import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInSlots } from '../src/slots.ts';
import { fakeClock } from './support/clock.ts';

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

/** Slots over things that end when they are told, and somebody who can ask for patience. */
function underPressure(count: number, slots: number) {
  const clock = fakeClock();
  const listeners = new Set<() => void>();
  const running = new Map<number, () => void>();
  const onPressure = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const run = async (item: number) => {
    await new Promise<void>((resolve) => {
      running.set(item, resolve);
    });
    return item;
  };
  const items = Array.from({ length: count }, (_, item) => item);
  const done = runInSlots(items, { slots, run, relief: { clock, onPressure }, signal: never });
  return {
    clock,
    done,
    listeners,
    running: () => [...running.keys()],
    press: () => listeners.forEach((listener) => listener()),
    finish: async (item: number) => {
      running.get(item)?.();
      running.delete(item);
      await new Promise(setImmediate);
    },
  };
}

test('each time that somebody asks for patience half as many run, down to one, and what runs is not disturbed', async () => {
  const place = underPressure(9, 4);
  assert.deepEqual(place.running(), [0, 1, 2, 3]);
  place.press();
  for (const item of [0, 1]) await place.finish(item);
  assert.deepEqual(place.running(), [2, 3]);
  await place.finish(2);
  assert.deepEqual(place.running(), [3, 4]);
  place.press();
  place.press();
  for (const item of [3, 4]) await place.finish(item);
  assert.deepEqual(place.running(), [5]);
});

test('each minute without brings one back, lowest first, and never more than were asked for', async () => {
  const place = underPressure(9, 3);
  place.press();
  for (const item of [0, 1]) await place.finish(item);
  assert.deepEqual(place.running(), [2]);
  place.clock.advance(59_999);
  place.press();
  place.clock.advance(59_999);
  assert.deepEqual(place.running(), [2]);
  place.clock.advance(1);
  assert.deepEqual(place.running(), [2, 3]);
  place.clock.advance(60_000);
  assert.deepEqual(place.running(), [2, 3, 4]);
  place.clock.advance(600_000);
  assert.deepEqual(place.running(), [2, 3, 4]);
});

test('when all is done nobody listens any more', async () => {
  const place = underPressure(2, 2);
  for (const item of [0, 1]) await place.finish(item);
  assert.deepEqual(await place.done, [0, 1]);
  assert.equal(place.listeners.size, 0);
});
