import type { Package } from '../model/package.ts';
import type { PackagePlace, Place } from '../model/place.ts';
import { LARGEST, linesOf, regionOf, repositoryUri, type SourceFile } from './file.ts';
import { LOCKFILES, lockfileOf } from './lockfiles/index.ts';
import type { Lockfile } from './lockfiles/lockfile.ts';

interface Read extends SourceFile {
  readonly uri: string;
  readonly kind: Lockfile;
}

/**
 * The line of a lock file that names each package, by name and version. Of several files the one nearest to the Dockerfile is told,
 * then the kind that comes first, then the first by path: the same one in every scan.
 */
export function lockedPlaces(
  packages: readonly Package[],
  files: readonly SourceFile[],
  dockerfile: string | undefined,
): readonly PackagePlace[] {
  const wanted = new Map<string, Set<string>>();
  for (const pkg of packages) {
    const key = keyOf(typeOf(pkg.purl), pkg.name, pkg.version);
    wanted.set(key, (wanted.get(key) ?? new Set()).add(pkg.purl));
  }
  const places = new Map<string, Place>();
  for (const file of inOrder(files, dockerfile)) {
    const lines = linesOf(file.text);
    for (const { name, version, line } of file.kind.packages(file.text)) {
      for (const purl of wanted.get(keyOf(file.kind.type, name, version)) ?? []) {
        if (!places.has(purl)) places.set(purl, { uri: file.uri, ...regionOf(lines, line, line), kind: 'lockfile' });
      }
    }
  }
  return Array.from(places, ([purl, place]) => ({ purl, place })).sort((a, b) => compare(a.purl, b.purl));
}

function inOrder(files: readonly SourceFile[], dockerfile: string | undefined): readonly Read[] {
  const near = (dockerfile ?? '').split('/').slice(0, -1);
  const read = files.flatMap((file): Read[] => {
    const kind = lockfileOf(file.path);
    const uri = repositoryUri(file.path);
    return kind === undefined || uri === undefined || file.text.length > LARGEST ? [] : [{ ...file, uri, kind }];
  });
  return read.sort(
    (a, b) =>
      distance(near, a.path) - distance(near, b.path) ||
      LOCKFILES.indexOf(a.kind) - LOCKFILES.indexOf(b.kind) ||
      compare(a.path, b.path),
  );
}

/** How many steps up and down lead from a folder to a file's. */
function distance(folder: readonly string[], path: string): number {
  const other = path.split('/').slice(0, -1);
  const shared = folder.findIndex((segment, index) => segment !== other[index]);
  const common = shared === -1 ? folder.length : shared;
  return folder.length + other.length - 2 * common;
}

function typeOf(purl: string): string {
  return /^pkg:([a-z]+)\//.exec(purl)?.[1] ?? '';
}

/** Names that a registry holds for one are one here, and so are `v1.0` and `1.0` where both are written. */
function keyOf(type: string, name: string, version: string): string {
  const plain = type === 'golang' || type === 'composer' ? version.replace(/^(?:v|go)(?=\d)/, '') : version;
  return [type, nameIn(type, name), plain].join('\u001f');
}

function nameIn(type: string, name: string): string {
  if (type === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-');
  return type === 'nuget' || type === 'composer' ? name.toLowerCase() : name;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
