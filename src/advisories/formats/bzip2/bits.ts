/** Reads bits, the highest of a byte first, of data that arrive in chunks. */
export class BlockBits {
  #input: Uint8Array = new Uint8Array();
  #at = 0;
  /** Where the input ends; what is behind it was not given yet. */
  #end = 0;
  #held = 0;
  #count = 0;

  /** Copies a chunk behind what is left. */
  add(chunk: Uint8Array): void {
    const rest = this.#end - this.#at;
    if (this.#end + chunk.length > this.#input.length) {
      const larger = rest + chunk.length > this.#input.length ? new Uint8Array(2 * (rest + chunk.length)) : this.#input;
      larger.set(this.#input.subarray(this.#at, this.#end));
      this.#input = larger;
      this.#at = 0;
      this.#end = rest;
    }
    this.#input.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Whole bytes that were not read. */
  get left(): number {
    return this.#end - this.#at + (this.#count >>> 3);
  }

  /** The number that the next bits are, at most 32. Throws an Error where there are no more. */
  take(bits: number): number {
    if (bits > 16) return this.take(bits - 16) * 0x10000 + this.take(16);
    const value = this.peek(bits);
    this.skip(bits);
    return value;
  }

  /** The number that the next bits are, at most 20, without going past them. Behind the end all are zero. */
  peek(bits: number): number {
    while (this.#count < bits) {
      if (this.#at === this.#end) return (this.#held << (bits - this.#count)) & ((1 << bits) - 1);
      this.#held = ((this.#held << 8) | (this.#input[this.#at] ?? 0)) & 0x7ffffff;
      this.#at += 1;
      this.#count += 8;
    }
    return (this.#held >>> (this.#count - bits)) & ((1 << bits) - 1);
  }

  /** Goes past bits that were peeked at. Throws an Error where there are no more. */
  skip(bits: number): void {
    if (this.#count < bits) throw new Error('Its bzip2 data end too early.');
    this.#count -= bits;
  }

  /** Goes to the next whole byte. */
  align(): void {
    this.#count -= this.#count & 7;
  }
}
