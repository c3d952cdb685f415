import type { VersionOrder } from '../ecosystem.ts';
import { compareMavenItems } from './maven-items.ts';
import { parseMavenVersion } from './maven-version.ts';

/**
 * The order of Maven's artifacts. Where Maven 3, Maven 4 and the specification part ways, in shapes that hardly any artifact has,
 * it is the specification's, and that of Maven 4 where that is silent.
 */
export const MAVEN_VERSIONS: VersionOrder = {
  id: 'maven',
  specification: 'https://maven.apache.org/pom.html#version-order-specification',
  compare: compareMavenVersions,
};

/** Negative, zero or positive. Throws an Error that names the version where Maven would refuse it. */
export function compareMavenVersions(a: string, b: string): number {
  return compareMavenItems(parseMavenVersion(a), parseMavenVersion(b));
}
