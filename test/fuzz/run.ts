// Tries the readers on many more mutations than the tests do: node test/fuzz/run.ts [--count 100000] [--target rpm-bdb] [--seed 1]
import { parseArgs } from 'node:util';
import { fuzz, fuzzTargets } from './target.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    target: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed))
  throw new Error('--count and --seed are whole numbers.');

const targets = (await fuzzTargets()).filter(({ name }) => values.target === undefined || name === values.target);
if (targets.length === 0) throw new Error(`There is no target ${values.target}.`);
for (const target of targets) {
  const started = performance.now();
  const { refused, slowest } = fuzz(target, { count, seed });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const slow = `the slowest, ${slowest.input}, ${slowest.milliseconds.toFixed(0)} ms`;
  console.log(`${target.name}: ${count} inputs in ${seconds} s, ${refused} refused, ${slow}`);
}
