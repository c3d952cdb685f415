import { BlockBits } from './bzip2/bits.ts';
import { decodeBlock } from './bzip2/block.ts';
import { unfold } from './bzip2/unfold.ts';

const BLOCK = 0x314159265359;
const END = 0x177245385090;

/**
 * More bytes than a compressed block can have: 900,001 symbols of twenty bits, and its tables. With so many at hand, or all that there
 * are, a block is read in one go.
 */
const LARGEST_BLOCK = 2_400_000;

/** Bytes. The largest document that comes as bzip2 has half a gigabyte. */
const LARGEST = 8 * 1024 ** 3;

/**
 * Decompresses bzip2, streams behind one another as parallel compressors write them included: https://en.wikipedia.org/wiki/Bzip2#File_format
 * Holds one block at a time. Throws an Error where the data are damaged, by their checksums too, end too early, or have more than
 * `largest` bytes.
 */
export async function* decompressBzip2(chunks: AsyncIterable<Uint8Array>, largest = LARGEST): AsyncGenerator<Uint8Array> {
  const bits = new BlockBits();
  const stream = new Bzip2Stream(bits, largest);
  for await (const chunk of chunks) {
    bits.add(chunk);
    while (bits.left > LARGEST_BLOCK) {
      const piece = stream.next();
      if (piece.length > 0) yield piece;
    }
  }
  while (!stream.isDone) {
    const piece = stream.next();
    if (piece.length > 0) yield piece;
  }
}

const NOTHING = new Uint8Array();

class Bzip2Stream {
  readonly #bits: BlockBits;
  #inStream = false;
  #largest = 0;
  #checksum = 0;
  #streams = 0;
  /** Bytes that there may yet be. */
  #allowed: number;

  constructor(bits: BlockBits, largest: number) {
    this.#bits = bits;
    this.#allowed = largest;
  }

  /** All streams have ended, and nothing is behind them. */
  get isDone(): boolean {
    return !this.#inStream && this.#streams > 0 && this.#bits.left === 0;
  }

  /** What the next part holds, which is nothing where it begins or ends a stream. */
  next(): Uint8Array {
    if (!this.#inStream) return this.#begin();
    const magic = this.#bits.take(24) * 2 ** 24 + this.#bits.take(24);
    const checksum = this.#bits.take(32);
    if (magic === END) return this.#end(checksum);
    if (magic !== BLOCK) throw new Error('Its bzip2 data are damaged: a block does not begin as one.');
    const { bytes, crc } = unfold(decodeBlock(this.#bits, this.#largest));
    if (crc !== checksum) throw new Error('Its bzip2 data are damaged: the checksum of a block differs.');
    this.#checksum = (((this.#checksum << 1) | (this.#checksum >>> 31)) ^ checksum) >>> 0;
    this.#allowed -= bytes.length;
    if (this.#allowed < 0) throw new Error('Its bzip2 data unfold to more than any such document has.');
    return bytes;
  }

  #begin(): Uint8Array {
    const level = this.#bits.take(32) - 0x425a6830;
    if (level < 1 || level > 9)
      throw new Error(this.#streams === 0 ? 'It is not bzip2.' : 'Something that is no bzip2 is behind its data.');
    this.#inStream = true;
    this.#largest = level * 100_000;
    this.#checksum = 0;
    return NOTHING;
  }

  #end(checksum: number): Uint8Array {
    if (checksum !== this.#checksum) throw new Error('Its bzip2 data are damaged: the checksum of the whole differs.');
    this.#bits.align();
    this.#inStream = false;
    this.#streams += 1;
    return NOTHING;
  }
}
