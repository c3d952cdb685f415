import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutate, seededRandom } from '../support/mutations.ts';
import { fuzz, type FuzzTarget, fuzzTargets } from './target.ts';

/** Over all targets, so that more of them do not take more time. */
const COUNT = 1000;
const SEED = 275;
/** Milliseconds that one small input may take on a machine that does other things as well. */
const PATIENCE = 2000;

const targets = await fuzzTargets();

test('There is something to try, and each name stands for one reader', () => {
  assert.ok(targets.length >= 5);
  assert.equal(new Set(targets.map(({ name }) => name)).size, targets.length);
});

for (const target of targets) {
  test(`${target.name} reads or refuses whatever bytes it is given, and soon`, () => {
    assert.ok(target.corpus().length > 0);
    const { slowest } = fuzz(target, { count: Math.ceil(COUNT / targets.length), seed: SEED });
    assert.ok(slowest.milliseconds < PATIENCE, `input ${slowest.input} took ${slowest.milliseconds} ms`);
  });
}

const TARGET: FuzzTarget = { name: 'made', corpus: () => [new Uint8Array(64)], run: () => {} };

test('A reader that throws what it did not mean to throw is found, with the input that did it', () => {
  const broken: FuzzTarget = { ...TARGET, run: (bytes) => void new DataView(bytes.buffer).getUint32(60) };
  assert.throws(
    () => fuzz(broken, { count: 200, seed: 1 }),
    (error: Error) => /^made does not stand seed 1, input \d+$/.test(error.message) && error.cause instanceof RangeError,
  );
});

test('A reader that refuses what it is given is right', () => {
  const strict: FuzzTarget = {
    ...TARGET,
    run(bytes) {
      if (bytes.some((byte) => byte !== 0)) throw new Error('there is more than nothing');
    },
  };
  const { refused } = fuzz(strict, { count: 200, seed: 1 });
  assert.ok(refused > 100 && refused < 200, `${refused}`);
});

test('Mutations are the same for the same seed, leave what they are given alone, and are many', () => {
  const whole = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
  const mutations = Array.from({ length: 200 }, (_, seed) => Buffer.from(mutate(whole, seededRandom(seed))).toString('hex'));
  const again = Array.from({ length: 200 }, (_, seed) => Buffer.from(mutate(whole, seededRandom(seed))).toString('hex'));
  assert.deepEqual(again, mutations);
  assert.ok(new Set(mutations).size > 190);
  assert.deepEqual(
    whole,
    Uint8Array.from({ length: 300 }, (_, at) => at % 256),
  );
});
