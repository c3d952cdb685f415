/**
 * Orders two runs of decimal digits by value. They are compared as text: dates and hashes within versions are longer than what
 * a Number holds exactly. An empty run counts as zero.
 */
export function compareDigits(a: string, b: string): number {
  const left = a.replace(LEADING_ZEROS, '');
  const right = b.replace(LEADING_ZEROS, '');
  return left.length - right.length || compareText(left, right);
}

/** Orders two texts by code unit, as `strcmp` orders ASCII. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const LEADING_ZEROS = /^0+/;
