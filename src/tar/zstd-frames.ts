const MAGIC = 0xfd2fb528;
/** Sixteen magic numbers begin frames that hold nothing for us. */
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const RLE_BLOCK = 1;

type Part = 'magic' | 'skippable' | 'descriptor' | 'block';

/** How many bytes of each part must be seen to know what follows. */
const HEAD: Readonly<Record<Part, number>> = { magic: 4, skippable: 4, descriptor: 1, block: 3 };

/**
 * Finds where the frames of a zstd stream end, so that each can be given to the decompressor on its own: Node's ends for good at
 * the end of a frame when the same piece of input holds more. Layers of many frames are common: one a file, so that they can be
 * fetched lazily. Blocks are stepped over by their headers, nothing is decompressed.
 * https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 */
export class ZstdFrames {
  #part: Part = 'magic';
  readonly #head: number[] = [];
  /** Bytes to step over before the next part. */
  #skip = 0;
  #checksum = false;
  /** The frame ends when what is stepped over has passed. */
  #last = false;

  /** Cuts a chunk so that no piece holds bytes of two frames. What is no zstd stays in one piece; it is not judged here. */
  split(chunk: Uint8Array): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      if (this.#skip > 0) {
        const stepped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= stepped;
        at += stepped;
      } else {
        this.#head.push(chunk[at] ?? 0);
        at += 1;
        if (this.#head.length === HEAD[this.#part]) this.#advance(this.#head.splice(0));
      }
      if (this.#last && this.#skip === 0) {
        this.#last = false;
        pieces.push(chunk.subarray(from, at));
        from = at;
      }
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
    return pieces;
  }

  #advance(head: readonly number[]): void {
    const value = head.reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0);
    switch (this.#part) {
      case 'magic':
        this.#begin(value);
        break;
      case 'skippable':
        this.#end(value);
        break;
      case 'descriptor':
        this.#skip = this.#describe(value);
        this.#part = 'block';
        break;
      case 'block': {
        const size = value >> 3;
        const content = ((value >> 1) & 3) === RLE_BLOCK ? 1 : size;
        if ((value & 1) === 1) this.#end(content + (this.#checksum ? 4 : 0));
        else this.#skip = content;
      }
    }
  }

  #begin(magic: number): void {
    if (magic === MAGIC) this.#part = 'descriptor';
    else if (magic >= SKIPPABLE && magic < SKIPPABLE + 16) this.#part = 'skippable';
    // Not zstd: the decompressor will say so.
    else this.#skip = Number.POSITIVE_INFINITY;
  }

  /** The rest of the frame header, by its first byte. */
  #describe(descriptor: number): number {
    const single = (descriptor & 0x20) !== 0;
    this.#checksum = (descriptor & 0x04) !== 0;
    const contentSize = CONTENT_SIZE_BYTES[descriptor >> 6] ?? 0;
    const dictionary = DICTIONARY_ID_BYTES[descriptor & 3] ?? 0;
    return (single ? 0 : 1) + dictionary + (single && contentSize === 0 ? 1 : contentSize);
  }

  #end(rest: number): void {
    this.#part = 'magic';
    this.#skip = rest;
    this.#last = true;
  }
}
