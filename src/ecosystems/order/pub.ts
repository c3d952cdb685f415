import type { VersionOrder } from '../ecosystem.ts';
import { compareIdentifiers } from './identifiers.ts';
import { compareSemanticVersions, parseSemver } from './semver.ts';

/** The order of Dart's packages: semantic versions of which what follows the plus sign counts as well. */
export const PUB_VERSIONS: VersionOrder = {
  id: 'pub',
  specification: 'https://pub.dev/documentation/pub_semver/latest/pub_semver/Version/compareTo.html',
  compare: comparePubVersions,
};

/** Negative, zero or positive. Throws an Error that names the version where it is not a semantic version. */
export function comparePubVersions(a: string, b: string): number {
  const left = parseSemver(a);
  const right = parseSemver(b);
  return compareSemanticVersions(left, right) || compareIdentifiers(left.build, right.build);
}
