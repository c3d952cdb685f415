import type { Discovery, LayerInventory, Reader } from '../model/inventory.ts';
import type { Entry } from '../tar/tar-header.ts';
import type { EntryWriter, TarVisitor } from '../tar/visitor.ts';
import { EnteredPaths } from './entered-paths.ts';
import { FileSink, isFileReader } from './file-sink.ts';
import { followHardLinks } from './hard-links.ts';
import { Items, type Meaning } from './items.ts';
import { folderOf, inFolder, unpackedPath } from './path.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Markers of old storage drivers, which stand for nothing in the image: `.wh..wh.aufs`, `.wh..wh.plnk`. */
const DRIVER = '.wh..wh.';
/** No system opens a longer path: https://man7.org/linux/man-pages/man3/realpath.3.html, PATH_MAX. */
const LONGEST_PATH = 4096;
/** Folders within folders; what costs time is told by their number. */
const DEEPEST_PATH = 256;
/** What speaks of the whole layer where a reader's name is asked for. */
const LAYER = 'layer';

type Collected = Omit<LayerInventory, 'diffID'>;

/** Gathers what a layer's entries mean to a scanner: wanted files, read and let go, and what hides or leads to others. */
export interface Collector extends TarVisitor {
  collected(): Collected;
}

export function createCollector(readers: readonly Reader[]): Collector {
  const items = new Items();
  const paths = new EnteredPaths();
  const files = new FileSink(readers, items);
  const fileReaders = readers.filter(isFileReader);
  let tooLong = 0;

  function noteHardLink(path: string, linkPath: string): void {
    const target = unpackedPath(linkPath);
    if (target === undefined) return;
    const known = items.get(target);
    // A link to a link is a name of the same file. To one that comes later no runtime can make a link, but it costs nothing to look.
    if (known?.kind === 'hard link') items.note(path, known);
    else if (known?.kind === 'found') items.note(path, { kind: 'hard link', target, file: known.file });
    else if (fileReaders.some((reader) => reader.wants(path))) items.note(path, { kind: 'hard link', target, file: undefined });
  }

  function take(path: string, entry: Entry): EntryWriter | undefined {
    const { type, linkPath } = entry;
    if (type === 'file') return files.open(path, entry);
    if (type === 'hardlink') noteHardLink(path, linkPath);
    else if (type === 'symlink') {
      if (isTooLong(linkPath)) tooLong += 1;
      else items.note(path, { kind: 'link', target: linkPath });
    }
    return undefined;
  }

  return {
    entry: (entry) => {
      const path = unpackedPath(entry.path);
      if (path === undefined) return undefined;
      if (isTooLong(path)) {
        tooLong += 1;
        return undefined;
      }
      const isFolder = entry.type === 'directory';
      items.replace(path, isFolder);
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (name.startsWith(WHITEOUT)) {
        const removal = removalOf(folderOf(path), name);
        if (removal !== undefined) items.note(path, removal);
        return undefined;
      }
      paths.add(path, isFolder);
      return take(path, entry);
    },
    collected: () => {
      const entered = paths.files();
      files.finish(entered);
      const { discoveries, unread } = followHardLinks(items, readers);
      const gaps = layerGaps({ lost: items.lost, tooLong });
      return { ...gathered(items, [...discoveries, ...gaps]), files: entered, folders: paths.folders(), unread };
    },
  };
}

function isTooLong(path: string): boolean {
  return path.length > LONGEST_PATH || (path.length > 2 * DEEPEST_PATH && path.split('/').length > DEEPEST_PATH);
}

/** What a marker removes: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
function removalOf(folder: string, marker: string): Meaning | undefined {
  if (marker === OPAQUE) return { kind: 'opaque', path: folder };
  const name = marker.slice(WHITEOUT.length);
  const isName = name !== '' && name !== '.' && name !== '..';
  return marker.startsWith(DRIVER) || !isName ? undefined : { kind: 'whiteout', path: inFolder(folder, name) };
}

function gathered(items: Items, more: readonly Discovery[]): Pick<Collected, 'discoveries' | 'whiteouts' | 'opaque' | 'links'> {
  const discoveries: Discovery[] = [];
  const whiteouts: string[] = [];
  const opaque: string[] = [];
  const links = new Map<string, string>();
  for (const [path, meaning] of items.all()) {
    if (meaning.kind === 'found') for (const discovery of meaning.file.discoveries) discoveries.push(discovery);
    else if (meaning.kind === 'whiteout') whiteouts.push(meaning.path);
    else if (meaning.kind === 'opaque') opaque.push(meaning.path);
    else if (meaning.kind === 'link') links.set(path, meaning.target);
  }
  for (const discovery of more) discoveries.push(discovery);
  return { discoveries, whiteouts, opaque, links };
}

function layerGaps({ lost, tooLong }: { readonly lost: number; readonly tooLong: number }): readonly Discovery[] {
  const told = [
    ...(lost === 0 ? [] : [`it holds so many links, removals and packages that ${lost} were not noted`]),
    ...(tooLong === 0
      ? []
      : [`${tooLong} of its paths are longer than ${LONGEST_PATH} characters, or deeper than ${DEEPEST_PATH} folders`]),
  ];
  return told.length === 0 ? [] : [{ path: '', reader: LAYER, packages: [], gap: told.join(', and ') }];
}
