import {
  CENTRAL_FIXED,
  type CentralHeader,
  centralLength,
  type DirectoryEnd,
  END64_FIXED,
  END_FIXED,
  parseCentral,
  parseEnd,
  parseEnd64,
} from './central-header.ts';
import { findDescriptor, LOOKAHEAD } from './descriptor.ts';
import { type Directory, DirectoryBuilder } from './directory.ts';
import { LOCAL_FIXED, type LocalHeader, localLength, parseLocal } from './local-header.ts';
import { nextMark, SIGNATURES, signatureAt } from './signature.ts';

/** Takes what is wanted out of a zip. */
export interface ZipVisitor {
  /** Called for each entry that goes by. What it returns is given the entry's data as they are; undefined skips them. */
  entry(header: LocalHeader, position: number): DataWriter | undefined;
  /** Called for each entry that the central directory lists: whether it shall be among those that `end` returns. */
  listed(entry: CentralHeader): boolean;
}

export interface DataWriter {
  /** Takes bytes that are only valid during the call. */
  write(data: Buffer): void;
  end(): void;
}

/** Bytes that may stand before the first entry, as the script does that starts an archive as a program. */
const LONGEST_PREFIX = 1024 * 1024;

/** Where in the input the next step goes on; undefined where it needs bytes that have not arrived. */
type Next = number | undefined;

/**
 * Reads a zip as it arrives, from local header to local header, and at the end the central directory, which alone says what lives in
 * the archive: an entry that went by and is not listed was deleted, or never was one. Sizes that lie lead past entries; the directory
 * then lists what did not go by. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export class ZipReader {
  readonly #visitor: ZipVisitor;
  readonly #directory = new DirectoryBuilder();
  /** Bytes that arrived and could not be read yet, and the file's position of the first. */
  #carry: Buffer = Buffer.alloc(0);
  #position = 0;
  #needed = 0;
  #writer: DataWriter | undefined;
  #inData = false;
  /** Bytes of the entry's data that are still to come; undefined where a descriptor tells. */
  #left: number | undefined;
  #taken = 0;
  #begun = false;
  #end64: DirectoryEnd | undefined;

  constructor(visitor: ZipVisitor) {
    this.#visitor = visitor;
  }

  /** False where this is no zip. */
  push(chunk: Uint8Array): boolean {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const input = this.#carry.length === 0 ? bytes : Buffer.concat([this.#carry, bytes]);
    let at = 0;
    if (input.length >= this.#needed) {
      this.#needed = 0;
      for (let next: Next = at; next !== undefined && at < input.length; ) {
        next = this.#inData ? this.#data(input, at) : this.#record(input, at);
        at = next ?? at;
      }
    }
    // What is held until more arrives is copied, because the chunk is the caller's.
    this.#carry = at === input.length ? Buffer.alloc(0) : Buffer.from(input.subarray(at));
    this.#position += at;
    return this.#begun || this.#position <= LONGEST_PREFIX;
  }

  /** What lives in the archive; undefined where it is cut off before its directory ends. */
  end(): Directory | undefined {
    return this.#directory.build();
  }

  /** Whether anything of a zip went by. */
  get begun(): boolean {
    return this.#begun;
  }

  #data(input: Buffer, at: number): Next {
    if (this.#left === undefined) return this.#describedData(input, at);
    const length = Math.min(this.#left, input.length - at);
    this.#left -= length;
    this.#take(input, at, length);
    if (this.#left === 0) this.#finish();
    return at + length;
  }

  #describedData(input: Buffer, at: number): Next {
    const end = findDescriptor(input, at, this.#taken);
    if (end !== undefined) {
      this.#take(input, at, end.data);
      this.#finish();
      return at + end.data + end.descriptor;
    }
    const safe = input.length - at - LOOKAHEAD;
    if (safe <= 0) return this.#wait(LOOKAHEAD + 1);
    this.#take(input, at, safe);
    return at + safe;
  }

  #take(input: Buffer, at: number, length: number): void {
    this.#taken += length;
    if (length > 0) this.#writer?.write(input.subarray(at, at + length));
  }

  #finish(): void {
    this.#inData = false;
    const writer = this.#writer;
    this.#writer = undefined;
    writer?.end();
  }

  /** Looks for the next record: what lies between two, padding or remains, is none. */
  #record(input: Buffer, at: number): Next {
    const mark = nextMark(input, at);
    // The last byte may be the first of a mark.
    if (mark < 0) return input.length - at > 1 ? input.length - 1 : this.#wait(2);
    if (mark > at) return mark;
    const signature = signatureAt(input, at);
    if (signature === undefined) return this.#wait(4);
    if (signature === SIGNATURES.local) return this.#local(input, at);
    if (signature === SIGNATURES.central) return this.#central(input, at);
    if (signature === SIGNATURES.end64) return this.#wide(input, at);
    if (signature === SIGNATURES.end) return this.#close(input, at);
    return at + 2;
  }

  #local(input: Buffer, at: number): Next {
    if (input.length - at < LOCAL_FIXED) return this.#wait(LOCAL_FIXED);
    const length = localLength(input, at);
    if (length === undefined || (!this.#begun && this.#position + at > LONGEST_PREFIX)) return at + 2;
    if (input.length - at < length) return this.#wait(length);
    const header = parseLocal(input.subarray(at, at + length));
    this.#begun = true;
    this.#taken = 0;
    this.#left = header.dataSize;
    this.#writer = this.#visitor.entry(header, this.#position + at);
    this.#inData = true;
    if (this.#left === 0) this.#finish();
    return at + length;
  }

  #central(input: Buffer, at: number): Next {
    if (input.length - at < CENTRAL_FIXED) return this.#wait(CENTRAL_FIXED);
    const length = centralLength(input, at);
    // Where no entry was, none can be listed.
    if (length === undefined || !this.#begun) return at + 2;
    if (input.length - at < length) return this.#wait(length);
    const entry = parseCentral(input.subarray(at, at + length));
    this.#directory.add(entry, { position: this.#position + at, length }, this.#visitor.listed(entry));
    return at + length;
  }

  #wide(input: Buffer, at: number): Next {
    if (input.length - at < END64_FIXED) return this.#wait(END64_FIXED);
    this.#end64 = parseEnd64(input.subarray(at, at + END64_FIXED));
    return at + END64_FIXED;
  }

  // A comment may follow. It is not skipped by its length: what looks like an archive in it is one to those who read from the end.
  #close(input: Buffer, at: number): Next {
    if (input.length - at < END_FIXED) return this.#wait(END_FIXED);
    this.#begun = true;
    this.#directory.close(parseEnd(input.subarray(at, at + END_FIXED), this.#end64));
    this.#end64 = undefined;
    return at + END_FIXED;
  }

  #wait(needed: number): undefined {
    this.#needed = needed;
    return undefined;
  }
}
