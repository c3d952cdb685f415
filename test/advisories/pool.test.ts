import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { sideBySide } from '../../src/advisories/pool.ts';

const never = new AbortController().signal;

test('so many pieces of work are done at a time, and the results are in their order', async () => {
  let now = 0;
  let most = 0;
  const results = await sideBySide([5, 1, 4, 2, 3, 0], { most: 3, signal: never }, async (turns) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    now -= 1;
    return turns * 10;
  });
  assert.deepEqual(results, [50, 10, 40, 20, 30, 0]);
  assert.equal(most, 3);
});

test('the first failure stops the others, and is thrown when they have ended', async () => {
  const ended: number[] = [];
  const work = sideBySide([0, 1, 2, 3, 4], { most: 2, signal: never }, async (item, signal) => {
    if (item === 1) throw new Error('the first');
    while (!signal.aborted) await setImmediate();
    ended.push(item);
    throw new Error('another');
  });
  await assert.rejects(work, /the first/);
  assert.deepEqual(ended, [0]);
});

test('an abort ends all of it with its reason', async () => {
  const controller = new AbortController();
  const work = sideBySide([0, 1, 2], { most: 1, signal: controller.signal }, async (item) => {
    controller.abort(new Error('enough'));
    return item;
  });
  await assert.rejects(work, /enough/);
});

test('nothing to do is done', async () => {
  assert.deepEqual(await sideBySide([], { most: 3, signal: never }, () => Promise.reject(new Error('never'))), []);
});
