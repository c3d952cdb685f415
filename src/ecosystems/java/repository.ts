import { asIdentifier } from './coordinates.ts';

/** What folders are called that repositories begin in: Maven's own, Debian's, Karaf's. */
const BEGINNINGS = new Set(['repository', 'maven-repo', 'system']);

/**
 * The group of an archive that lies in a Maven repository, as the folders say: `repository/org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar`.
 * https://maven.apache.org/repositories/layout.html
 */
export function repositoryGroup(path: string, artifact: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  const begin = folders.findLastIndex((folder) => BEGINNINGS.has(folder)) + 1;
  const group = folders.slice(begin, -2);
  if (begin === 0 || group.length === 0 || folders.at(-2) !== artifact) return undefined;
  return asIdentifier(group.join('.'));
}
