import { asIdentifier, asVersion } from './coordinates.ts';
import { parseProperties } from './properties.ts';

/** What Maven writes into an archive about what the archive was built from. */
export interface Pom {
  readonly group: string;
  readonly artifact: string;
  /** Absent where the build put in no value. */
  readonly version?: string;
}

/** `META-INF/maven/group/artifact/pom.properties`, which shading and exploding applications move into folders. */
const PLACE = /(?:^|\/)META-INF\/maven\/(?:([^/]+)\/([^/]+)\/)?(?:[^/]+\/)*pom\.properties$/;

/** Whether an entry is one that Maven wrote. */
export function isPom(name: string): boolean {
  return name.endsWith('pom.properties') && PLACE.test(name);
}

/**
 * Reads a `pom.properties`: https://maven.apache.org/shared/maven-archiver/#pom-properties-content. The folders that it lies in say
 * group and artifact again. Undefined where neither tells them.
 */
export function parsePom(name: string, bytes: Buffer): Pom | undefined {
  const properties = parseProperties(bytes.toString('latin1'));
  const [, groupFolder, artifactFolder] = PLACE.exec(name) ?? [];
  const group = asIdentifier(properties.get('groupId')) ?? asIdentifier(groupFolder);
  const artifact = asIdentifier(properties.get('artifactId')) ?? asIdentifier(artifactFolder);
  if (group === undefined || artifact === undefined) return undefined;
  const version = asVersion(properties.get('version'));
  return version === undefined ? { group, artifact } : { group, artifact, version };
}
