import type { FileReader, LayerInventory, Reader, WantedFile } from '../model/inventory.ts';
import { hasPath } from '../model/path-set.ts';
import { isFileReader } from './file-sink.ts';
import type { Links } from './links.ts';
import { below, inFolder } from './path.ts';

/** Detours that are taken for one image. */
const MOST_DETOURS = 100_000;

/** A place where a reader looks for files, and where they lie instead. */
export interface Detour {
  readonly reader: FileReader;
  /** A file or a folder. */
  readonly place: string;
  /** The paths that entries of layers may have which lie where links lead to from the place: by the links on the way. */
  readonly names: readonly string[];
  /** Whether the place is another name of the file in its layer, and not a symbolic link or below one. */
  readonly isHardLink: boolean;
}

/**
 * The places of readers that the image's links lead away from, to paths that the readers do not know: their files went by unread, and
 * the layers must be read once more, with `withDetours`.
 */
export function detours(links: Links, layers: readonly LayerInventory[], readers: readonly Reader[]): readonly Detour[] {
  const unread = layers.flatMap((layer) => layer.unread);
  const found = readers
    .filter(isFileReader)
    .flatMap((reader) => [
      ...throughLinks(reader, links, layers),
      ...unread
        .filter(({ path, target }) => reader.wants(path) && !reader.wants(target))
        .map(({ path, target }): Detour => ({ reader, place: path, names: [target], isHardLink: true })),
    ]);
  return found.slice(0, MOST_DETOURS);
}

function throughLinks(reader: FileReader, links: Links, layers: readonly LayerInventory[]): readonly Detour[] {
  return [...placesOf(reader, links)].flatMap((place) => {
    const path = links.resolve(place);
    if (path === place || reader.wants(path) || reader.places?.includes(path) === true) return [];
    const names = links.aliases(path);
    return isThere(names, layers) ? [{ reader, place, names, isHardLink: false }] : [];
  });
}

/** The reader's well-known places, and the links in them. */
function placesOf({ places = [] }: FileReader, links: Links): ReadonlySet<string> {
  const all = new Set(places);
  const folders = places.map((place) => ({ place, path: links.resolve(place) }));
  for (const [link] of folders.length === 0 ? [] : links.entries()) {
    for (const { place, path } of folders) {
      const rest = below(path, link);
      if (rest !== undefined && rest !== '' && path !== '') all.add(place + rest);
    }
  }
  return all;
}

function isThere(names: readonly string[], layers: readonly LayerInventory[]): boolean {
  return names.some((name) => layers.some(({ files, folders }) => hasPath(files, name) || hasPath(folders, name)));
}

/** Finds by which of its places a reader would know a path. */
export class DetourSigns {
  readonly #exact = new Map<string, Detour>();
  /** Those to folders, of which there are few. */
  readonly #folders: (readonly [string, Detour])[] = [];

  constructor(detoursOfReader: readonly Detour[]) {
    for (const detour of detoursOfReader) {
      const isFile = detour.reader.wants(detour.place);
      for (const name of detour.names) {
        if (!isFile) this.#folders.push([name, detour]);
        else if (!this.#exact.has(name)) this.#exact.set(name, detour);
      }
    }
  }

  /** The detour that leads to this path, and the path as the reader knows it; undefined where the reader needs none, or there is none. */
  find(path: string): { readonly detour: Detour; readonly known: string } | undefined {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact.reader.wants(path) ? undefined : { detour: exact, known: exact.place };
    for (const [name, detour] of this.#folders) {
      const rest = below(name, path);
      if (rest === undefined || detour.reader.wants(path)) continue;
      const known = detour.place + rest;
      if (detour.reader.wants(known)) return { detour, known };
    }
    return undefined;
  }
}

/** The detours of each reader, by its name. */
export function signsOf(all: readonly Detour[]): ReadonlyMap<string, DetourSigns> {
  const byReader = Map.groupBy(all, ({ reader }) => reader.id);
  return new Map([...byReader].map(([id, own]) => [id, new DetourSigns(own)]));
}

/** The readers, made to want also what their places lead to: they read it as if it lay there. */
export function withDetours(readers: readonly Reader[], all: readonly Detour[]): readonly Reader[] {
  const signs = signsOf(all);
  return readers.map((reader) => {
    const own = signs.get(reader.id);
    return own === undefined || !isFileReader(reader) ? reader : detoured(reader, own);
  });
}

function detoured(reader: FileReader, signs: DetourSigns): FileReader {
  return {
    ...reader,
    wants: (path) => reader.wants(path) || signs.find(path) !== undefined,
    companions(path) {
      const known = signs.find(path)?.known ?? path;
      return (reader.companions?.(known) ?? []).map((companion) => moved(companion, { from: known, to: path }));
    },
    read: (file) => reader.read(asKnown(file, signs.find(file.path)?.known ?? file.path)),
  };
}

function asKnown({ path, bytes, companions }: WantedFile, known: string): WantedFile {
  if (companions === undefined) return { path: known, bytes };
  const back = [...companions].map(([companion, held]) => [moved(companion, { from: path, to: known }), held] as const);
  return { path: known, bytes, companions: new Map(back) };
}

/** A path beside one place, as it is beside the other: the folders in which the two lie alike stay. */
function moved(path: string, { from, to }: { readonly from: string; readonly to: string }): string {
  const before = from.split('/');
  const after = to.split('/');
  while (before.length > 0 && after.length > 0 && before.at(-1) === after.at(-1)) {
    before.pop();
    after.pop();
  }
  const rest = below(before.join('/'), path);
  return rest === undefined || rest === '' ? path : inFolder(after.join('/'), rest.slice(1));
}
