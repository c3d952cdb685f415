import type { VersionOrder } from '../ecosystem.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { compareSequences } from './numbers.ts';

/** The order of R's packages: numbers between points and hyphens, which are the same. `1.0` is less than `1.0.0`. */
export const CRAN_VERSIONS: VersionOrder = {
  id: 'cran',
  specification: 'https://stat.ethz.ch/R-manual/R-devel/library/base/html/numeric_version.html',
  compare: compareCranVersions,
};

const GRAMMAR: Grammar = { title: 'an R version', pattern: /^(?<numbers>\d+(?:[.-]\d+)*)$/ };

/** Negative, zero or positive. Throws an Error that names the version where it is not made of numbers. */
export function compareCranVersions(a: string, b: string): number {
  return compareSequences(numbersOf(a), numbersOf(b));
}

function numbersOf(version: string): readonly string[] {
  const { numbers = '' } = partsOf(version, GRAMMAR);
  return numbers.split(/[.-]/);
}
