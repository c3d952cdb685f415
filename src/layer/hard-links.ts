import type { Discovery, FileReader, HardLink, Reader } from '../model/inventory.ts';
import { isFileReader } from './file-sink.ts';
import type { FoundFile, Items } from './items.ts';

/** What a layer's hard links add: what was read of their files, and the files that a reader would have read under the other name. */
export interface Linked {
  readonly discoveries: readonly Discovery[];
  readonly unread: readonly HardLink[];
}

/** Follows the hard links of a layer once everything in it is known. */
export function followHardLinks(items: Items, readers: readonly Reader[]): Linked {
  const discoveries: Discovery[] = [];
  const unread: HardLink[] = [];
  const fileReaders = readers.filter(isFileReader);
  for (const [path, meaning] of items.all()) {
    if (meaning.kind !== 'hard link') continue;
    const { target } = meaning;
    const original = items.get(target);
    const standing = original?.kind === 'found' ? original.file : undefined;
    const file = meaning.file ?? standing;
    const wanted = discoveriesAt(path, file, readers);
    // The file may have been overwritten since: what the link holds is then found nowhere else.
    for (const discovery of wanted) discoveries.push({ ...discovery, path, ...(file === standing ? { sameAs: target } : {}) });
    if (isWantedUnread(path, wanted, fileReaders)) unread.push({ path, target });
  }
  return { discoveries, unread };
}

function discoveriesAt(path: string, file: FoundFile | undefined, readers: readonly Reader[]): readonly Discovery[] {
  if (file === undefined || file.discoveries.length === 0) return [];
  const { size } = file;
  const wanting = new Set(readers.filter((reader) => reader.wants(path, size)).map(({ id }) => id));
  return file.discoveries.filter(({ reader }) => wanting.has(reader));
}

function isWantedUnread(path: string, found: readonly Discovery[], readers: readonly FileReader[]): boolean {
  return readers.some((reader) => reader.wants(path) && !found.some((discovery) => discovery.reader === reader.id));
}
