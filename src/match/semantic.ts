import { compare as compareSemantic, parse } from 'semver';
import type { Compare } from './versions.ts';

/**
 * The order of these versions in a range of the type SEMVER, which is that of https://semver.org even where the ecosystem has another:
 * for PyPI `1.0.0-1` comes after `1.0.0`. Where they are not all semantic versions the ecosystem's order is what there is; and it decides
 * between those that semver takes for equal, because Pub orders by what follows the plus sign.
 */
export function semanticOrder(versions: readonly string[], compare: Compare): Compare {
  const parsed = new Map(versions.map((version) => [version, parse(version)]));
  if ([...parsed.values()].includes(null)) return compare;
  return (a, b) => compareSemantic(parsed.get(a) ?? a, parsed.get(b) ?? b) || compare(a, b);
}
