import type { VersionOrder } from '../ecosystem.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { compareSequences } from './numbers.ts';

/** The order of Haskell's packages: numbers between points. `1.0` is less than `1.0.0`. */
export const HACKAGE_VERSIONS: VersionOrder = {
  id: 'hackage',
  specification: 'https://pvp.haskell.org/#version-numbers',
  compare: compareHackageVersions,
};

const GRAMMAR: Grammar = { title: 'a Haskell version', pattern: /^(?<numbers>\d+(?:\.\d+)*)$/ };

/** Negative, zero or positive. Throws an Error that names the version where it is not made of numbers. */
export function compareHackageVersions(a: string, b: string): number {
  return compareSequences(numbersOf(a), numbersOf(b));
}

function numbersOf(version: string): readonly string[] {
  const { numbers = '' } = partsOf(version, GRAMMAR);
  return numbers.split('.');
}
