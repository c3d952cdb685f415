import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { VersionOrder } from '../../src/ecosystems/ecosystem.ts';

/** A tool that reads two versions a line, a space between them, and prints a line for each: their order as a number, or `?`. */
export interface Oracle {
  readonly command: string;
  readonly args: readonly string[];
  readonly directory?: string;
}

export type Pairs = readonly (readonly [string, string])[];

/**
 * Holds an order to what a tool says of every pair; where the tool refuses one (`?`), the order may do as it likes. The pairs must
 * give the tool cause to answer less, equal and greater, and to answer most of them.
 */
export function assertAgrees(order: VersionOrder, oracle: Oracle, pairs: Pairs): void {
  const answers = ask(oracle, pairs);
  const seen = new Map<number, number>();
  for (const [at, [a, b]] of pairs.entries()) {
    const answer = answers[at];
    if (answer === undefined) continue;
    assert.equal(signOf(order, a, b), answer, `${a} ${b}`);
    seen.set(answer, (seen.get(answer) ?? 0) + 1);
  }
  const counts = [-1, 0, 1].map((sign) => seen.get(sign) ?? 0);
  assert.ok(
    Math.min(...counts) > 0 && counts.reduce((sum, count) => sum + count) * 2 > pairs.length,
    `answered: ${counts.join(', ')}`,
  );
}

/** Whether a command runs here and ends well. */
export function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function ask({ command, args, directory }: Oracle, pairs: Pairs): readonly (number | undefined)[] {
  const input = pairs.map((pair) => `${pair.join(' ')}\n`).join('');
  const where = directory === undefined ? {} : { cwd: directory };
  const { stdout, stderr, status, error } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 26, ...where });
  assert.equal(status, 0, `${command}: ${error?.message ?? stderr}`);
  const answers = stdout.trim().split(/\s+/);
  assert.equal(answers.length, pairs.length, stderr);
  return answers.map((answer) => (answer === '?' ? undefined : Math.sign(Number(answer))));
}

function signOf({ compare }: VersionOrder, a: string, b: string): number | string {
  try {
    // Not the zero that has a sign.
    return Math.sign(compare(a, b)) + 0;
  } catch (error) {
    return String(error);
  }
}
