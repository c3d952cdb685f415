/** Bytes of a stream that are searched at once. */
export interface Block {
  readonly bytes: Buffer;
  /** Where the block begins in the stream. */
  readonly offset: number;
  /** Where in the block the bytes begin that no block before had. */
  readonly fresh: number;
  /** What begins from here on is found in the next block, where more of what follows it is known. */
  readonly limit: number;
}

const BLOCK_LENGTH = 256 * 1024;

/**
 * Cuts a stream into blocks of one size, whatever size its pieces came in, so that a search is native code over long stretches and
 * finds the same in the same stream. Blocks overlap: wherever something begins before a block's limit, as many bytes as the overlap
 * are there, or the stream ends.
 */
export class Blocks {
  readonly #bytes = Buffer.allocUnsafe(BLOCK_LENGTH);
  readonly #overlap: number;
  readonly #look: (block: Block) => void;
  #filled = 0;
  #offset = 0;
  #fresh = 0;

  constructor(overlap: number, look: (block: Block) => void) {
    this.#overlap = overlap;
    this.#look = look;
  }

  write(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      const taken = Math.min(rest.length, BLOCK_LENGTH - this.#filled);
      this.#bytes.set(rest.subarray(0, taken), this.#filled);
      this.#filled += taken;
      rest = rest.subarray(taken);
      if (this.#filled === BLOCK_LENGTH) this.#advance();
    }
  }

  /** Has what is left searched, to its last byte. */
  end(): void {
    this.#show(this.#filled);
  }

  #advance(): void {
    const limit = BLOCK_LENGTH - this.#overlap;
    this.#show(limit);
    this.#bytes.copyWithin(0, limit);
    this.#filled = this.#overlap;
    this.#fresh = this.#overlap;
    this.#offset += limit;
  }

  #show(limit: number): void {
    this.#look({ bytes: this.#bytes.subarray(0, this.#filled), offset: this.#offset, fresh: this.#fresh, limit });
  }
}
