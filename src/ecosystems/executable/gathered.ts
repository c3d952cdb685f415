/** Bytes that are kept of a stream, up to a limit. */
export class Gathered {
  readonly #largest: number;
  #bytes = Buffer.alloc(0);
  #length = 0;

  /** @param largest the most bytes that are kept */
  constructor(largest: number) {
    this.#largest = largest;
  }

  /** The bytes so far; not to be kept beyond the next that come. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  get isFull(): boolean {
    return this.#length === this.#largest;
  }

  /** Keeps as much as there is room for. */
  add(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, this.#largest - this.#length);
    const length = this.#length + taken.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.#largest, Math.max(4096, length, this.#bytes.length * 2)));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(taken, this.#length);
    this.#length = length;
  }
}
