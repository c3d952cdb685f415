import { checksumHolds, type Entry, type EntryKind, entryKind, isZeroBlock, parseHeader } from './tar-header.ts';
import { parsePax } from './pax.ts';

/** Takes what is wanted out of a tar stream. */
export interface TarVisitor {
  /** Called for each entry. What it returns is given the entry's bytes; undefined skips them, and they are never copied. */
  entry(entry: Entry): EntryWriter | undefined;
}

export interface EntryWriter {
  /** Takes bytes that are only valid during the call. */
  write(bytes: Uint8Array): void;
  end(): void;
}

const BLOCK = 512;
/** Bytes of a long name or an extended header; more is an attack. */
const LARGEST_EXTENSION = 1024 * 1024;

/**
 * Reads a tar as it arrives: ustar, pax and GNU. Throws an Error that says at which byte it stopped making sense.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export class TarReader {
  readonly #visitor: TarVisitor;
  readonly #header = Buffer.alloc(BLOCK);
  /** Bytes of a header that have arrived. */
  #filled = 0;
  /** Bytes of the entry's data, then of its padding, that are still to come. */
  #data = 0;
  #padding = 0;
  #writer: EntryWriter | undefined;
  /** What extended headers say of the entry that follows, and of all that follow. */
  #next: ReadonlyMap<string, string> = new Map();
  #global: ReadonlyMap<string, string> = new Map();
  #position = 0;
  #ended = false;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#ended) {
      if (this.#data > 0) at += this.#takeData(chunk, at);
      else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, chunk.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else at += this.#takeHeader(chunk, at);
    }
    this.#position += chunk.length;
  }

  /** Throws where the tar ends within an entry. */
  end(): void {
    if (this.#data > 0 || this.#filled > 0) throw new Error(`the tar ends within an entry, at byte ${this.#position}`);
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

  #takeHeader(chunk: Uint8Array, at: number): number {
    const length = Math.min(BLOCK - this.#filled, chunk.length - at);
    this.#header.set(chunk.subarray(at, at + length), this.#filled);
    this.#filled += length;
    if (this.#filled === BLOCK) {
      this.#filled = 0;
      this.#beginEntry(this.#position + at + length - BLOCK);
    }
    return length;
  }

  #beginEntry(position: number): void {
    if (isZeroBlock(this.#header)) {
      // One zero block ends the archive in practice; what follows is padding.
      this.#ended = true;
      return;
    }
    if (!checksumHolds(this.#header)) throw new Error(`there is no tar header at byte ${position}`);
    const kind = entryKind(this.#header);
    const extensions = kind === 'entry' ? new Map([...this.#global, ...this.#next]) : new Map<string, string>();
    const entry = parseHeader(this.#header, extensions);
    this.#data = entry.dataSize;
    this.#padding = (BLOCK - (entry.dataSize % BLOCK)) % BLOCK;
    if (kind === 'entry') {
      this.#next = new Map();
      this.#writer = this.#visitor.entry(entry);
    } else {
      if (entry.dataSize > LARGEST_EXTENSION)
        throw new Error(`an extended header of ${entry.dataSize} bytes at byte ${position}`);
      this.#writer = this.#extensionWriter(kind);
    }
    if (this.#data === 0) this.#finishEntry();
  }

  #extensionWriter(kind: Exclude<EntryKind, 'entry'>): EntryWriter {
    const chunks: Uint8Array[] = [];
    return {
      write: (bytes) => chunks.push(Uint8Array.prototype.slice.call(bytes)),
      end: () => this.#extend(kind, Buffer.concat(chunks)),
    };
  }

  #extend(kind: Exclude<EntryKind, 'entry'>, bytes: Buffer): void {
    if (kind === 'pax-global') this.#global = new Map([...this.#global, ...parsePax(bytes)]);
    else if (kind === 'pax') this.#next = new Map([...this.#next, ...parsePax(bytes)]);
    else {
      const name = bytes.toString('utf8').replace(/\0.*$/s, '');
      this.#next = new Map([...this.#next, [kind === 'gnu-path' ? 'path' : 'linkpath', name]]);
    }
  }
}
