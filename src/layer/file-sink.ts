import type { Discovery, FileContent, FileReader, FileStream, Reader, StreamReader } from '../model/inventory.ts';
import type { PathSet } from '../model/path-set.ts';
import type { Entry } from '../tar/tar-header.ts';
import type { EntryWriter } from '../tar/visitor.ts';
import { Companions, companyOf } from './companions.ts';
import type { FoundFile, Items } from './items.ts';

/** Packages that are noted of one layer; no image that anyone runs has as many. */
const MOST_PACKAGES = 1_000_000;

interface OpenStream {
  readonly reader: StreamReader;
  readonly stream: FileStream;
}

/** Hands the files of a layer to the readers that want them. */
export class FileSink {
  readonly #files: readonly FileReader[];
  readonly #streams: readonly StreamReader[];
  readonly #items: Items;
  readonly #companions: Companions;
  #packages = 0;

  constructor(readers: readonly Reader[], items: Items) {
    this.#files = readers.filter(isFileReader);
    this.#streams = readers.filter((reader): reader is StreamReader => !isFileReader(reader));
    this.#items = items;
    this.#companions = new Companions(this.#files);
  }

  /** Begins a file. Undefined where nobody wants its bytes, as with nearly every file. */
  open(path: string, entry: Entry): EntryWriter | undefined {
    const { size } = entry;
    const wanting = this.#files.filter((reader) => reader.wants(path));
    const streams = this.#streams.filter((reader) => reader.wants(path, size));
    if (wanting.length === 0 && streams.length === 0 && !this.#companions.expects(path)) return undefined;
    const file: FoundFile = { size, discoveries: [], waiting: [] };
    if (entry.unreadable !== undefined) {
      this.#noteGaps(path, file, { readers: [...wanting, ...streams], gap: entry.unreadable });
      return undefined;
    }
    const small = wanting.filter(({ largest }) => size <= largest);
    for (const { id, largest } of wanting) {
      if (size > largest)
        file.discoveries.push(gapOf(path, id, `it is ${size} bytes large, and no more than ${largest} are read`));
    }
    const { ready, isKept } = this.#sort(path, file, small);
    if (file.discoveries.length > 0 || isKept) this.#items.note(path, { kind: 'found', file });
    if (ready.length === 0 && !isKept && streams.length === 0) return undefined;
    return this.#writer(path, file, { ready, isKept, opened: this.#begin(path, file, streams) });
  }

  /** Reads the files that waited for others. `files` are all that the layer has. */
  finish(files: PathSet): void {
    for (const [path, meaning] of this.#items.all()) {
      if (meaning.kind !== 'found') continue;
      const { waiting, discoveries, bytes = new Uint8Array() } = meaning.file;
      for (const reader of waiting) {
        const { kept, missing } = companyOf(path, reader, { items: this.#items, files });
        const found = this.#discover(path, reader, () => reader.read({ path, bytes, companions: kept }));
        const gap = found.gap ?? `it was read without ${missing.join(', ')}, which belongs to it`;
        discoveries.push(missing.length === 0 ? found : { ...found, gap });
      }
    }
  }

  /** Which readers read the file as soon as it is whole, and whether it is kept for later. */
  #sort(
    path: string,
    file: FoundFile,
    wanting: readonly FileReader[],
  ): { readonly ready: readonly FileReader[]; readonly isKept: boolean } {
    const waiting = this.#companions.waitingFor(path, wanting);
    const ready = wanting.filter((reader) => !waiting.includes(reader));
    try {
      if (this.#companions.holds(path, file.size, waiting.length > 0)) {
        file.waiting.push(...waiting);
        return { ready, isKept: true };
      }
    } catch (error) {
      file.discoveries.push(...waiting.map(({ id }) => gapOf(path, id, messageOf(error))));
    }
    return { ready, isKept: this.#companions.keeps(file.size, wanting) };
  }

  #writer(path: string, file: FoundFile, { ready, isKept, opened }: Wanted): EntryWriter {
    const bytes = ready.length > 0 || isKept ? Buffer.alloc(file.size) : undefined;
    let filled = 0;
    let streams = opened;
    return {
      write: (piece) => {
        bytes?.set(piece, filled);
        filled += piece.length;
        if (streams.length > 0) streams = streams.filter((open) => this.#goesOn(path, file, { open, piece }));
      },
      end: () => {
        for (const open of streams) this.#close(path, file, open);
        if (bytes === undefined) return;
        for (const reader of ready)
          this.#add(
            path,
            file,
            this.#discover(path, reader, () => reader.read({ path, bytes })),
          );
        if (isKept) file.bytes = bytes;
      },
    };
  }

  #begin(path: string, file: FoundFile, readers: readonly StreamReader[]): readonly OpenStream[] {
    return readers.flatMap((reader) => {
      try {
        return [{ reader, stream: reader.begin({ path, size: file.size }) }];
      } catch (error) {
        this.#add(path, file, gapOf(path, reader.id, messageOf(error)));
        return [];
      }
    });
  }

  #goesOn(path: string, file: FoundFile, { open, piece }: { readonly open: OpenStream; readonly piece: Uint8Array }): boolean {
    try {
      if (open.stream.write(piece)) return true;
      this.#close(path, file, open);
    } catch (error) {
      this.#add(path, file, gapOf(path, open.reader.id, messageOf(error)));
    }
    return false;
  }

  #close(path: string, file: FoundFile, { reader, stream }: OpenStream): void {
    let isNone = false;
    const discovery = this.#discover(path, reader, () => {
      const content = stream.end();
      isNone = content === undefined;
      return content ?? { packages: [] };
    });
    if (!isNone) this.#add(path, file, discovery);
  }

  #discover(path: string, { id }: Reader, read: () => FileContent): Discovery {
    try {
      const content = read();
      this.#packages += content.packages.length;
      if (this.#packages > MOST_PACKAGES) return gapOf(path, id, `its layer holds more than ${MOST_PACKAGES} packages`);
      return { path, reader: id, ...content };
    } catch (error) {
      return gapOf(path, id, messageOf(error));
    }
  }

  #noteGaps(
    path: string,
    file: FoundFile,
    { readers, gap }: { readonly readers: readonly Reader[]; readonly gap: string },
  ): void {
    for (const { id } of readers) this.#add(path, file, gapOf(path, id, gap));
  }

  #add(path: string, file: FoundFile, discovery: Discovery): void {
    if (file.discoveries.push(discovery) === 1) this.#items.note(path, { kind: 'found', file });
  }
}

interface Wanted {
  readonly ready: readonly FileReader[];
  readonly isKept: boolean;
  readonly opened: readonly OpenStream[];
}

export function isFileReader(reader: Reader): reader is FileReader {
  return 'read' in reader;
}

function gapOf(path: string, reader: string, gap: string): Discovery {
  return { path, reader, packages: [], gap };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
