import type { FileContent, FileStream, StreamReader } from '../../model/inventory.ts';
import { firstSlice, isFat, type Slice } from './fat.ts';
import { isProgram, type Layout, MAGIC_LENGTH, readLayout } from './layout.ts';

/** A program whose head was read. */
export interface Program {
  readonly path: string;
  readonly layout: Layout;
}

/** What looks for something in a program while it streams by, from its first byte on. */
export interface Follower {
  /** Takes bytes that are only valid during the call. False where nothing more of the program is wanted. */
  write(bytes: Uint8Array): boolean;
  /** As `FileStream.end`. */
  end(): FileContent | undefined;
}

/** The bytes of a program in which its head is looked for: headers of a few kilobytes in every program that a linker makes. */
const HEAD_LENGTH = 64 * 1024;
/** No program is smaller than its own header. */
const SMALLEST = 64;

/** A reader of programs, which it knows by their magic numbers and not by their names. */
export function programReader(id: string, follow: (program: Program) => Follower | undefined): StreamReader {
  return {
    id,
    wants: (_path, size) => size >= SMALLEST,
    begin: ({ path, size }) => new ProgramStream(size, (layout) => follow({ path, layout }), isFat),
  };
}

class ProgramStream implements FileStream {
  readonly #follow: (layout: Layout) => Follower | undefined;
  readonly #isFat: (head: Buffer) => boolean;
  readonly #headLength: number;
  /** The head, as far as it came; let go once it was read. */
  #head: Buffer | undefined;
  #held = 0;
  #isKnown = false;
  #follower: Follower | undefined;
  #isOver = false;

  constructor(size: number, follow: (layout: Layout) => Follower | undefined, isFatHere: (head: Buffer) => boolean) {
    this.#headLength = Math.min(size, HEAD_LENGTH);
    this.#follow = follow;
    this.#isFat = isFatHere;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isOver) return false;
    if (this.#follower !== undefined) return this.#pass(this.#follower, bytes);
    const rest = this.#hold(bytes);
    if (this.#isOver) return false;
    if (this.#held < this.#headLength) return true;
    this.#open();
    return this.#follower !== undefined && (rest.length === 0 ? !this.#isOver : this.write(rest));
  }

  end(): FileContent | undefined {
    if (this.#isKnown && this.#head !== undefined && !this.#isOver) this.#open();
    return this.#follower?.end();
  }

  #pass(follower: Follower, bytes: Uint8Array): boolean {
    this.#isOver = !follower.write(bytes);
    return !this.#isOver;
  }

  /** Adds to the head, and returns what is beyond it. Is over where the file is no program: most are known by their first bytes. */
  #hold(bytes: Uint8Array): Uint8Array {
    if (this.#head === undefined && bytes.length >= MAGIC_LENGTH) this.#judge(Buffer.from(bytes.buffer, bytes.byteOffset, 8));
    if (this.#isOver) return bytes;
    this.#head ??= Buffer.allocUnsafe(this.#headLength);
    const taken = Math.min(bytes.length, this.#headLength - this.#held);
    this.#head.set(bytes.subarray(0, taken), this.#held);
    this.#held += taken;
    if (!this.#isKnown && this.#held >= MAGIC_LENGTH) this.#judge(this.#head);
    return bytes.subarray(taken);
  }

  #judge(head: Buffer): void {
    this.#isKnown = true;
    this.#isOver = !isProgram(head) && !this.#isFat(head);
  }

  /** Reads the head and hands it on. */
  #open(): void {
    const head = this.#head?.subarray(0, this.#held) ?? Buffer.alloc(0);
    this.#head = undefined;
    this.#follower = this.#isFat(head) ? this.#followSlice(firstSlice(head)) : this.#follow(readLayout(head));
    if (this.#follower === undefined) this.#isOver = true;
    else this.#pass(this.#follower, head);
  }

  #followSlice(slice: Slice | undefined): Follower | undefined {
    return slice === undefined || slice.size < SMALLEST ? undefined : new SliceFollower(slice, this.#follow);
  }
}

/** Follows one program within a file of several. */
class SliceFollower implements Follower {
  readonly #stream: FileStream;
  #skip: number;
  #left: number;

  constructor({ offset, size }: Slice, follow: (layout: Layout) => Follower | undefined) {
    this.#skip = offset;
    this.#left = size;
    // What a file for several processors holds is programs, not further such files.
    this.#stream = new ProgramStream(size, follow, () => false);
  }

  write(bytes: Uint8Array): boolean {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    const piece = bytes.subarray(skipped, skipped + this.#left);
    this.#left -= piece.length;
    return (piece.length === 0 || this.#stream.write(piece)) && this.#left > 0;
  }

  end(): FileContent | undefined {
    return this.#stream.end();
  }
}
