import { compareInTurn, compareNumbersFirst } from './mixed.ts';

type Identifiers = readonly string[];

/** Orders the identifiers of a semantic version. https://semver.org/#spec-item-11 */
export function compareIdentifiers(a: Identifiers, b: Identifiers): number {
  return compareInTurn(a, b, compareNumbersFirst);
}

/** Orders pre-releases by what orders their identifiers. A version that has none is greater than any that has. */
export function comparePreReleases(a: Identifiers, b: Identifiers, compare = compareIdentifiers): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  return compare(a, b);
}
