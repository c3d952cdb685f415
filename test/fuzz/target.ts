import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mutate, seededRandom } from '../support/mutations.ts';

/** A reader of bytes that nobody vouches for. */
export interface FuzzTarget {
  readonly name: string;
  /** Small inputs that the reader reads whole; what is tried are their mutations. */
  corpus(): readonly Uint8Array[];
  /** Reads as the collector does. A plain Error is an answer: it becomes a gap. Anything else that is thrown is a bug. */
  run(bytes: Uint8Array): void;
}

/** What a run of mutations was given. */
export interface FuzzRun {
  readonly count: number;
  readonly seed: number;
}

export interface FuzzResult {
  /** How many inputs ended in an Error. */
  readonly refused: number;
  /** The longest that one input took, in milliseconds, and which it was. */
  readonly slowest: { readonly milliseconds: number; readonly input: number };
}

const FOLDER = join(import.meta.dirname, 'targets');

/** Every target that a file in `targets/` exports, by the names of the files. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  const targets: FuzzTarget[] = [];
  for (const file of readdirSync(FOLDER).sort()) {
    if (!file.endsWith('.ts')) continue;
    const { FUZZ_TARGETS }: { readonly FUZZ_TARGETS?: readonly FuzzTarget[] } = await import(join(FOLDER, file));
    if (FUZZ_TARGETS === undefined) throw new Error(`test/fuzz/targets/${file} exports no FUZZ_TARGETS`);
    targets.push(...FUZZ_TARGETS);
  }
  return targets;
}

/**
 * Runs a target on so many mutations of its corpus. Each input is a function of the seed and of its own number, so that one that
 * failed is made again alone. Throws an Error that names the target, the seed and the input, with what the reader threw as its cause.
 */
export function fuzz(target: FuzzTarget, { count, seed }: FuzzRun): FuzzResult {
  const corpus = target.corpus();
  for (const whole of corpus) target.run(whole);
  let refused = 0;
  let slowest = { milliseconds: 0, input: 0 };
  for (let input = 0; input < count; input += 1) {
    const bytes = fuzzInput(corpus, seed, input);
    const started = performance.now();
    if (!reads(target, bytes, `seed ${seed}, input ${input}`)) refused += 1;
    const milliseconds = performance.now() - started;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, input };
  }
  return { refused, slowest };
}

export function fuzzInput(corpus: readonly Uint8Array[], seed: number, input: number): Uint8Array {
  const random = seededRandom(seed * 1_000_003 + input);
  const whole = corpus[random.below(corpus.length)] ?? new Uint8Array();
  return mutate(whole, random);
}

function reads(target: FuzzTarget, bytes: Uint8Array, which: string): boolean {
  try {
    target.run(bytes);
    return true;
  } catch (error) {
    // What a language or a library throws by itself, as a RangeError, was not foreseen.
    if (error instanceof Error && error.constructor === Error) return false;
    throw new Error(`${target.name} does not stand ${which}`, { cause: error });
  }
}
