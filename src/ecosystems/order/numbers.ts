import { compareDigits } from './digits.ts';

/** Orders `1.2.3` by its numbers. Those that one version lacks count as zero: `1.2` equals `1.2.0`. */
export function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = compareDigits(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** Orders sequences of numbers of which one that goes on is greater than where it began: `1.2` is less than `1.2.0`. */
export function compareSequences(a: readonly string[], b: readonly string[]): number {
  return compareNumbers(a, b) || a.length - b.length;
}
