import { asIdentifier, asVersion, type Coordinates } from './coordinates.ts';
import { type FileName, parseFileName } from './file-name.ts';
import { groupOf, type Traces } from './group.ts';
import type { Attribute, Manifest } from './manifest.ts';
import type { Pom } from './pom.ts';
import { repositoryGroup } from './repository.ts';

/** All that says what an archive is. */
export interface Evidence extends Traces {
  /** Its path, of which the last part counts. */
  readonly path: string;
  /** One for each artifact that was built into it. */
  readonly poms: readonly Pom[];
}

// Names first that are made for programs; titles are often prose, which is no identifier.
const NAMES: readonly Attribute[] = [
  'short-name',
  'extension-name',
  'implementation-title',
  'specification-title',
  'bundle-name',
];
// A bundle's version is the artifact's rewritten in OSGi's form; a specification's is that of the standard it implements.
const VERSIONS: readonly Attribute[] = ['plugin-version', 'implementation-version', 'bundle-version', 'specification-version'];

/**
 * The artifacts that an archive holds: those that Maven wrote down, and the archive itself where none of them is it. Its file name tells
 * most exactly what it is called, where it has a version: repositories lay archives out by it. The manifest tells the rest.
 */
export function identify(evidence: Evidence): readonly Coordinates[] {
  const { poms, manifest, path } = evidence;
  const file = parseFileName(path);
  const version = versionIn(manifest, file);
  const own = poms.find((pom) => isOwn(pom, evidence, version));
  const coordinates = poms.flatMap((pom) => completed(pom, pom === own ? version : undefined));
  return own === undefined ? [...coordinates, ...named(evidence, file, version)] : coordinates;
}

function completed({ group, artifact, version }: Pom, known: string | undefined): readonly Coordinates[] {
  const complete = version ?? known;
  return complete === undefined ? [] : [{ group, artifact, version: complete }];
}

/** Whether the pom is the archive's own, not that of one that was put into it. */
function isOwn(pom: Pom, { path, poms, manifest }: Evidence, version: string | undefined): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const called = name.startsWith(pom.artifact) && /^[-_.]/.test(name.slice(pom.artifact.length));
  if (called || namesIn(manifest).includes(pom.artifact)) return true;
  return poms.length === 1 && (version === undefined || pom.version === version);
}

function namesIn(manifest: Manifest): readonly string[] {
  return NAMES.flatMap((attribute) => asIdentifier(manifest.get(attribute)) ?? []);
}

function versionIn(manifest: Manifest, file: FileName): string | undefined {
  // `1.2.3 20240101` and `1.2.3 (build 5)` begin with the version.
  const given = VERSIONS.map((attribute) => asVersion(manifest.get(attribute)?.trim().split(/\s/)[0]));
  return file.version ?? given.find((version) => version !== undefined && /\d/.test(version));
}

/** What file name and manifest say of the archive itself. */
function named(evidence: Evidence, file: FileName, version: string | undefined): readonly Coordinates[] {
  const artifact = file.version === undefined ? nameIn(evidence.manifest, file) : file.artifact;
  if (artifact === undefined || version === undefined) return [];
  const group = groupOf(artifact, { ...evidence, repository: repositoryGroup(evidence.path, artifact) });
  return [group === undefined ? { artifact, version } : { group, artifact, version }];
}

/** The name of an archive whose file name has no version: as the file is called where the manifest agrees, or as the manifest says. */
function nameIn(manifest: Manifest, { artifact }: FileName): string | undefined {
  const bundle = manifest.get('bundle-symbolicname')?.split(';')[0]?.trim() ?? '';
  const names = namesIn(manifest);
  const agreed = artifact !== undefined && [...names, bundle].some((name) => agrees(name, artifact));
  return (agreed ? artifact : names[0]) ?? asIdentifier(bundle.split('.').at(-1)) ?? artifact;
}

/** Whether a name is or ends in an artifact's, written otherwise: `ch.qos.logback.core` and `logback-core`. */
function agrees(name: string, artifact: string): boolean {
  return `.${name}`
    .toLowerCase()
    .replace(/[-_.]/g, '.')
    .endsWith(`.${artifact.toLowerCase().replace(/[-_.]/g, '.')}`);
}
