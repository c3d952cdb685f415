import { checksumHolds, decodeName, type Entry, type EntryKind, entryKind, isZeroBlock, parseHeader } from './tar-header.ts';
import { parsePax } from './pax.ts';
import { SparseFile } from './sparse.ts';
import type { EntryWriter, TarVisitor } from './visitor.ts';

const BLOCK = 512;
/** Bytes of a long name or an extended header; more is an attack. */
const LARGEST_EXTENSION = 1024 * 1024;
/** Bytes of holes that are filled in all files of a tar: they cost the writer of the tar nothing. */
const MOST_HOLES = 1024 ** 3;
const NO_WORDS: ReadonlyMap<string, string> = new Map();

/**
 * Reads a tar as it arrives: ustar, pax and GNU. Throws an Error that says at which byte it stopped making sense. Where writers of tars
 * disagree it takes the side of Go's archive/tar, with which runtimes unpack: what a scanner sees is what they run.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export class TarReader {
  readonly #visitor: TarVisitor;
  readonly #header = Buffer.alloc(BLOCK);
  /** Bytes of a block that have arrived. */
  #filled = 0;
  /** Bytes of the entry's data, then of its padding, that are still to come. */
  #data = 0;
  #padding = 0;
  #writer: EntryWriter | undefined;
  /** What extended headers say of the entry that follows. */
  #words = NO_WORDS;
  /** What GNU's own headers say of it, which counts for more. */
  #names = NO_WORDS;
  /** A file with holes whose map is not whole. */
  #sparse: { readonly file: SparseFile; readonly entry: Entry } | undefined;
  #holes = 0;
  #position = 0;
  #zeroBlocks = 0;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.#zeroBlocks < 2) {
      if (this.#sparse !== undefined) at += this.#takeBlock(chunk, at);
      else if (this.#data > 0) at += this.#takeData(chunk, at);
      else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, chunk.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else at += this.#takeBlock(chunk, at);
    }
    this.#position += chunk.length;
  }

  /** Throws where the tar ends within an entry. */
  end(): void {
    const isWithin = this.#data > 0 || this.#sparse !== undefined || (this.#filled > 0 && this.#zeroBlocks === 0);
    if (isWithin) throw new Error(`the tar ends within an entry, at byte ${this.#position}`);
  }

  #takeData(chunk: Uint8Array, at: number): number {
    const length = Math.min(this.#data, chunk.length - at);
    this.#writer?.write(chunk.subarray(at, at + length));
    this.#data -= length;
    if (this.#data === 0) this.#finishEntry();
    return length;
  }

  #finishEntry(): void {
    const writer = this.#writer;
    this.#writer = undefined;
    writer?.end();
  }

  #takeBlock(chunk: Uint8Array, at: number): number {
    const length = Math.min(BLOCK - this.#filled, chunk.length - at);
    this.#header.set(chunk.subarray(at, at + length), this.#filled);
    this.#filled += length;
    if (this.#filled === BLOCK) {
      this.#filled = 0;
      if (this.#sparse === undefined) this.#beginEntry(this.#position + at + length - BLOCK);
      else this.#takeMap(this.#sparse);
    }
    return length;
  }

  #beginEntry(position: number): void {
    // Two zero blocks end the archive, and what follows is padding. An entry after one would be read by some and not by others.
    if (isZeroBlock(this.#header)) {
      this.#zeroBlocks += 1;
      return;
    }
    if (this.#zeroBlocks > 0 || !checksumHolds(this.#header)) throw new Error(`there is no tar header at byte ${position}`);
    const kind = entryKind(this.#header);
    const words = kind === 'entry' ? this.#takeWords() : NO_WORDS;
    const entry = parseHeader(this.#header, words);
    this.#data = entry.dataSize;
    this.#padding = (BLOCK - (entry.dataSize % BLOCK)) % BLOCK;
    if (kind === 'entry') {
      const file = entry.type === 'file' || entry.type === 'other' ? SparseFile.from(this.#header, words) : undefined;
      this.#enter(file === undefined ? { entry } : { entry: withHoles(entry, file), file });
    } else {
      if (entry.dataSize > LARGEST_EXTENSION)
        throw new Error(`an extended header of ${entry.dataSize} bytes at byte ${position}`);
      this.#writer = this.#extensionWriter(kind);
      if (this.#data === 0) this.#finishEntry();
    }
  }

  #enter({ entry, file }: { readonly entry: Entry; readonly file?: SparseFile }): void {
    if (file !== undefined && !file.isWhole) {
      this.#sparse = { entry, file };
      return;
    }
    if (file === undefined) this.#writer = this.#visitor.entry(entry);
    else {
      const holes = file.holes(this.#data);
      if (this.#holes + holes > MOST_HOLES)
        this.#writer = this.#visitor.entry({ ...entry, unreadable: `it has holes of ${holes} bytes` });
      else this.#fill(file, this.#visitor.entry(entry), holes);
    }
    if (this.#data === 0) this.#finishEntry();
  }

  #fill(file: SparseFile, writer: EntryWriter | undefined, holes: number): void {
    if (writer === undefined) return;
    this.#holes += holes;
    this.#writer = file.writer(writer);
  }

  #takeMap({ entry, file }: { readonly entry: Entry; readonly file: SparseFile }): void {
    if (file.isMapInData) {
      if (this.#data < BLOCK) throw new Error('the map of a sparse file does not fit its data');
      this.#data -= BLOCK;
    }
    file.takeBlock(this.#header);
    if (!file.isWhole) return;
    this.#sparse = undefined;
    this.#enter({ entry, file });
  }

  #extensionWriter(kind: Exclude<EntryKind, 'entry'>): EntryWriter {
    const chunks: Uint8Array[] = [];
    return {
      write: (bytes) => chunks.push(Uint8Array.prototype.slice.call(bytes)),
      end: () => this.#extend(kind, Buffer.concat(chunks)),
    };
  }

  #extend(kind: Exclude<EntryKind, 'entry'>, bytes: Buffer): void {
    // By POSIX a global header speaks of all entries that follow. No runtime listens to it, so that it must not rename what they run.
    if (kind === 'pax-global') return;
    if (kind === 'pax') this.#words = parsePax(bytes);
    else {
      const end = bytes.indexOf(0);
      const name = decodeName(end < 0 ? bytes : bytes.subarray(0, end));
      this.#names = new Map([...this.#names, [kind === 'gnu-path' ? 'path' : 'linkpath', name]]);
    }
  }

  #takeWords(): ReadonlyMap<string, string> {
    if (this.#words.size === 0 && this.#names.size === 0) return NO_WORDS;
    const words = new Map([...this.#words, ...this.#names]);
    this.#words = NO_WORDS;
    this.#names = NO_WORDS;
    return words;
  }
}

function withHoles(entry: Entry, file: SparseFile): Entry {
  return { ...entry, type: 'file', size: file.size, path: file.path ?? entry.path };
}
