import type { FileReader } from '../../model/inventory.ts';
import { type PathSet, PathSetBuilder } from '../../model/path-set.ts';
import { linesOf, stanzasOf } from './stanzas.ts';

const ROOM = 'var/lib/dpkg/';
const INFO = 'var/lib/dpkg/info';
const LIST = /^info\/[^/]+\.(?:list|md5sums)$/;
const CHECKSUMS = /^status\.d\/[^/]+\.md5sums$/;

/**
 * Reads which files each package brought: the lists that dpkg keeps, and the checksums that distroless images keep alone. The checksums
 * know neither configuration files nor links, but an image may have been freed of the lists.
 */
export const DPKG_FILES: FileReader = {
  id: 'dpkg-files',
  wants: (path) => path.startsWith(ROOM) && (LIST.test(path.slice(ROOM.length)) || CHECKSUMS.test(path.slice(ROOM.length))),
  places: [INFO],
  largest: 64 * 1024 * 1024,
  // A file of distroless images may be called by half of its package's name: the package's record beside it has the whole.
  companions: (path) => (path.includes('/status.d/') ? [path.slice(0, -'.md5sums'.length)] : []),
  read({ path, bytes, companions }) {
    const text = new TextDecoder().decode(bytes);
    const files = path.endsWith('.md5sums') ? filesOf(summedPaths(text)) : filesOf(listedPaths(text));
    const [record] = companions?.values() ?? [];
    const owner = (record === undefined ? undefined : packageIn(record)) ?? nameIn(path);
    return { packages: [], owned: [{ owner, files }] };
  },
};

/** `libssl3` of `var/lib/dpkg/info/libssl3:amd64.list`. */
function nameIn(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file.replace(/\.(?:list|md5sums)$/, '').replace(/:[^:]*$/, '');
}

function packageIn(record: Uint8Array): string | undefined {
  const [stanza] = stanzasOf(new TextDecoder().decode(record));
  return stanza?.fields.get('package');
}

/** The lines of `hash  path`, as md5sum writes them. */
function* summedPaths(text: string): Generator<string> {
  for (const line of linesOf(text)) {
    const path = /^[0-9a-f]{32} [ *](?<path>.+)$/i.exec(line)?.groups?.['path'];
    if (path !== undefined) yield path;
  }
}

/** The lines of a list, without the folders that others lie in: those come first, each with what is in it behind it. */
function* listedPaths(text: string): Generator<string> {
  let last = '';
  for (const line of linesOf(text)) {
    if (last !== '' && last !== '/.' && !line.startsWith(`${last}/`)) yield last;
    last = line;
  }
  if (last !== '' && last !== '/.') yield last;
}

// Folders of the root that are links into usr since Debian 12, where packages still call them by their old names.
const MERGED = /^(?:bin|sbin|lib|lib32|lib64|libx32)\//;

/** A package's files as they are called in its archive, and as they are called in a system whose root is merged into usr. */
export function filesOf(paths: Iterable<string>): PathSet {
  const files = new PathSetBuilder();
  for (const written of paths) {
    const path = written.replace(/^(?:\.?\/)+/, '');
    files.add(path);
    if (MERGED.test(path)) files.add(`usr/${path}`);
  }
  return files.build();
}
