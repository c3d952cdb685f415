import { crc32 } from 'node:zlib';
import type { ListedEntry } from '../../zip/directory.ts';
import { Inflater } from '../../zip/inflate.ts';
import type { LocalHeader } from '../../zip/local-header.ts';
import type { DataWriter } from '../../zip/zip.ts';
import { type Allowance, Exhaustion } from './allowance.ts';

/** Makes something of what an entry holds. */
export interface Content<Result> {
  /** Takes bytes that are only valid during the call. Throws an Error where they are not what they should be. */
  write(bytes: Buffer): void;
  end(): Result;
  /** What was made so far, where no more is to come. */
  abandon?(): Result;
}

/** Reads one entry as its data go by, and remembers what is wrong with it instead of throwing it. */
export class EntryReader<Result> implements DataWriter {
  readonly name: string;
  readonly #content: Content<Result>;
  readonly #allowance: Allowance;
  readonly #inflater: Inflater | undefined;
  #dataSize = 0;
  #size = 0;
  #crc = 0;
  #failure: string | undefined;
  #result: Result | undefined;

  constructor(header: LocalHeader, content: Content<Result>, allowance: Allowance) {
    this.name = header.name;
    this.#content = content;
    this.#allowance = allowance;
    if (header.method === 8) this.#inflater = new Inflater((bytes) => this.#takeInflated(bytes));
    if (header.encrypted) this.#failure = 'it is encrypted';
    else if (header.method !== 0 && header.method !== 8)
      this.#failure = `it is compressed by method ${header.method}, which is not known`;
  }

  write(data: Buffer): void {
    this.#dataSize += data.length;
    this.#attempt(() => {
      if (this.#inflater === undefined) this.#take(data);
      else this.#inflater.write(data);
    });
  }

  end(): void {
    this.#attempt(() => {
      this.#inflater?.end();
      this.#result = this.#content.end();
    });
  }

  /** What the entry holds, whether or not something is wrong with it. */
  tell(): Result | undefined {
    return this.#result ?? this.#content.abandon?.();
  }

  /** What is wrong with the entry by itself. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Why the entry is not the one that the directory lists; undefined where it is. */
  difference({ name, crc, size, dataSize }: ListedEntry): string | undefined {
    if (name !== this.name) return 'the archive calls it by two names';
    if (this.#failure !== undefined) return this.#failure;
    if (size !== this.#size || dataSize !== this.#dataSize) return 'the archive gives it two sizes';
    return crc === this.#crc ? undefined : 'its checksum is wrong';
  }

  #takeInflated(bytes: Buffer): void {
    this.#allowance.takeInflated(bytes.length);
    this.#take(bytes);
  }

  #take(bytes: Buffer): void {
    this.#size += bytes.length;
    this.#crc = crc32(bytes, this.#crc);
    this.#content.write(bytes);
  }

  #attempt(action: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      action();
    } catch (error) {
      if (error instanceof Exhaustion || !(error instanceof Error)) throw error;
      this.#failure = error.message;
    }
  }
}
