import { PackageURL } from 'packageurl-js';
import type { PackageRecord } from '../../model/package.ts';
import type { Language } from '../ecosystem.ts';
import { JAVA_ARCHIVES } from '../java/reader.ts';
import { MAVEN_VERSIONS } from '../order/maven.ts';

/** Maven's repositories, the first of which is Maven Central: https://central.sonatype.com */
export const MAVEN: Language = {
  kind: 'language',
  id: 'maven',
  title: 'Maven',
  readers: [JAVA_ARCHIVES],
  versions: MAVEN_VERSIONS,
  feed: { folder: 'Maven' },
  purl: mavenPurl,
};

/**
 * A package URL of type maven, which must have a group; where an archive does not tell its own, the URL is a generic one.
 * https://github.com/package-url/purl-spec/blob/main/types-doc/maven-definition.md
 */
function mavenPurl({ name, version }: PackageRecord): string {
  const [first, artifact] = name.split(':', 2);
  const url =
    artifact === undefined
      ? new PackageURL('generic', undefined, name, version, undefined, undefined)
      : new PackageURL('maven', first, artifact, version, undefined, undefined);
  return url.toString();
}
