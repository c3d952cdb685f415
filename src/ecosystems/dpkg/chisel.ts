import { zstdDecompressSync } from 'node:zlib';
import type { FileContent, FileReader, OwnedFiles } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';
import { filesOf } from './files.ts';
import { linesOf } from './stanzas.ts';

const MANIFEST = 'var/lib/chisel/manifest.wall';

// The manifest of a whole Ubuntu server has some ten megabytes.
const LONGEST = 64 * 1024 * 1024;

/**
 * Reads what Chisel cut into an image out of Ubuntu's packages, in place of dpkg's database:
 * https://documentation.ubuntu.com/chisel/en/latest/reference/manifest/
 */
export const CHISEL_MANIFEST: FileReader = {
  id: 'chisel-manifest',
  wants: (path) => path === MANIFEST,
  places: [MANIFEST],
  largest: 16 * 1024 * 1024,
  read: ({ bytes }) => readManifest(new TextDecoder().decode(unfold(bytes))),
};

/** What is gathered of a manifest while its lines are read. */
interface Gathered {
  readonly packages: PackageRecord[];
  /** The paths of each package. */
  readonly paths: Map<string, string[]>;
  lines: number;
  broken: number;
}

function unfold(bytes: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: LONGEST });
  } catch (error) {
    throw new Error('it is not compressed as a manifest is, or it is too large.', { cause: error });
  }
}

function readManifest(text: string): FileContent {
  const gathered: Gathered = { packages: [], paths: new Map(), lines: 0, broken: 0 };
  let promised: unknown;
  for (const line of linesOf(text)) {
    gathered.lines += 1;
    if (gathered.lines > 1) gather(gathered, line);
    else promised = readHeader(line);
  }
  if (promised === undefined) throw new Error('it is empty.');
  const owned = [...gathered.paths].map(([owner, paths]): OwnedFiles => ({ owner, files: filesOf(paths) }));
  return { packages: gathered.packages, owned, gap: gapOf(gathered, promised) };
}

/** How many lines there are, the header's own included: https://documentation.ubuntu.com/chisel/en/latest/reference/jsonwall/ */
function readHeader(line: string): unknown {
  const header = parseLine(line);
  if (header?.['jsonwall'] === undefined) throw new Error('it does not begin as a manifest does.');
  return header['count'] ?? 'unknown';
}

function gather(gathered: Gathered, line: string): void {
  const entry = parseLine(line);
  if (entry === undefined) gathered.broken += 1;
  else if (entry['kind'] === 'package') addPackage(gathered, entry);
  else if (entry['kind'] === 'content') addPath(gathered, entry);
}

function addPackage(gathered: Gathered, { name, version, arch }: Entry): void {
  if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '') gathered.broken += 1;
  else gathered.packages.push({ name, version, ...(typeof arch === 'string' && arch !== '' ? { arch } : {}) });
}

/** A slice is called by its package and a name of its own: `openssl_bins`. A path that ends in a slash is a folder. */
function addPath({ paths }: Gathered, { slice, path }: Entry): void {
  if (typeof slice !== 'string' || typeof path !== 'string' || path.endsWith('/')) return;
  const owner = slice.split('_', 1)[0] ?? slice;
  const known = paths.get(owner);
  if (known === undefined) paths.set(owner, [path]);
  else known.push(path);
}

type Entry = Readonly<Record<string, unknown>>;

function parseLine(line: string): Entry | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isEntry(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The manifest has no sources, and advisories are published by source: what that may hide is said, beside what is broken. */
function gapOf({ lines, broken }: Gathered, promised: unknown): string {
  const sourceless = 'Chisel does not record the sources of packages, by which most advisories speak.';
  const damaged = broken === 0 ? [] : [`${broken} of its lines ${broken === 1 ? 'is' : 'are'} broken.`];
  const short = typeof promised === 'number' && promised !== lines ? [`It has ${lines} of ${promised} lines.`] : [];
  return [...short, ...damaged, sourceless].join(' ');
}
