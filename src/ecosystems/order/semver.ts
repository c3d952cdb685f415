import type { VersionOrder } from '../ecosystem.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { comparePreReleases } from './identifiers.ts';
import { compareNumbers } from './numbers.ts';

/** The order of semantic versions: npm, crates.io, Hex and others. What follows a plus sign does not count. */
export const SEMVER_VERSIONS: VersionOrder = {
  id: 'semver',
  specification: 'https://semver.org/#spec-item-11',
  compare: compareSemver,
};

/** A semantic version, each part as it is written. */
export interface SemanticVersion {
  readonly numbers: readonly string[];
  /** Empty where the version is a release. */
  readonly preRelease: readonly string[];
  /** Empty where there is none. */
  readonly build: readonly string[];
}

/**
 * Wider than the specification, as npm reads it: a leading `v` or `=`, leading zeros, a pre-release without its hyphen (`1.2.3beta`).
 * Advisories leave numbers out (`1.2`) and registries of other kinds have more of them, so any count of them is taken.
 */
const GRAMMAR: Grammar = {
  title: 'a semantic version',
  pattern:
    /^[vV=\s]*(?<numbers>\d+(?:\.\d+)*)(?:(?:-|(?=[A-Za-z]))(?<preRelease>[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+(?<build>[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?\s*$/,
};

/** Negative, zero or positive. Throws an Error that names the version where it is not a semantic version. */
export function compareSemver(a: string, b: string): number {
  return compareSemanticVersions(parseSemver(a), parseSemver(b));
}

/** Orders by numbers, then by pre-release; numbers that are left out count as zero. */
export function compareSemanticVersions(a: SemanticVersion, b: SemanticVersion): number {
  return compareNumbers(a.numbers, b.numbers) || comparePreReleases(a.preRelease, b.preRelease);
}

/** Takes a version apart. Throws an Error that names the version where it is not a semantic version. */
export function parseSemver(version: string): SemanticVersion {
  const { numbers, preRelease, build } = partsOf(version, GRAMMAR);
  return { numbers: split(numbers), preRelease: split(preRelease), build: split(build) };
}

function split(part: string | undefined): readonly string[] {
  return part?.split('.') ?? [];
}
