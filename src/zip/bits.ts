import type { Code } from './huffman.ts';

/** What `take` and `decode` return where the bits have not arrived. */
export const MISSING = -1;

/** Reads the bits of deflated data as they arrive. What could not be read is kept for when more has arrived. */
export class BitReader {
  #input: Uint8Array = new Uint8Array();
  /** The next byte that is not held. */
  #at = 0;
  /** Bits that are held, the next one lowest, and how many. */
  #held = 0;
  #count = 0;
  /** What `back` goes back to. */
  #markedAt = 0;
  #markedHeld = 0;
  #markedCount = 0;

  /** Takes bytes that are only valid until `keep` is called. */
  add(bytes: Uint8Array): void {
    const rest = this.#input.length - this.#at;
    if (rest === 0) this.#input = bytes;
    else {
      const joined = new Uint8Array(rest + bytes.length);
      joined.set(this.#input.subarray(this.#at));
      joined.set(bytes, rest);
      this.#input = joined;
    }
    this.#at = 0;
  }

  /** Copies what is left of the bytes that were added. */
  keep(): void {
    // Not the slice of a Buffer, which is no copy.
    this.#input = Uint8Array.from(this.#input.subarray(this.#at));
    this.#at = 0;
  }

  /** Remembers this place; `add` and `keep` forget it. */
  mark(): void {
    this.#markedAt = this.#at;
    this.#markedHeld = this.#held;
    this.#markedCount = this.#count;
  }

  /** Goes back to the place that was marked. */
  back(): void {
    this.#at = this.#markedAt;
    this.#held = this.#markedHeld;
    this.#count = this.#markedCount;
  }

  /** The number that the next bits are, at most 16; `MISSING` where they have not arrived. */
  take(bits: number): number {
    this.#fill();
    if (this.#count < bits) return MISSING;
    const value = this.#held & ((1 << bits) - 1);
    this.#held >>>= bits;
    this.#count -= bits;
    return value;
  }

  /** The next symbol; `MISSING` where its bits have not arrived. Throws an Error where the bits are no code. */
  decode({ table, bits }: Code): number {
    this.#fill();
    const found = table[this.#held & ((1 << bits) - 1)] ?? 0;
    const length = found & 15;
    if (length === 0 && this.#count >= bits) throw new Error('its deflated data have bits that are no code');
    if (length === 0 || length > this.#count) return MISSING;
    this.#held >>>= length;
    this.#count -= length;
    return found >>> 4;
  }

  /** Goes to the next whole byte. */
  align(): void {
    this.#held >>>= this.#count & 7;
    this.#count -= this.#count & 7;
  }

  /** Some of the next bytes as they are, at most so many; none where none has arrived. Only after `align`. */
  bytes(most: number): Uint8Array {
    if (this.#count > 0) return this.#heldBytes(most);
    const from = this.#at;
    this.#at = Math.min(from + most, this.#input.length);
    return this.#input.subarray(from, this.#at);
  }

  // Without holding more, so that the bytes after these are handed out as they lie in the input.
  #heldBytes(most: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(most, this.#count >>> 3));
    for (const at of bytes.keys()) {
      bytes[at] = this.#held & 0xff;
      this.#held >>>= 8;
      this.#count -= 8;
    }
    return bytes;
  }

  /** Whole bytes that have arrived and were not read. */
  get left(): number {
    return this.#input.length - this.#at + (this.#count >>> 3);
  }

  #fill(): void {
    while (this.#count <= 16 && this.#at < this.#input.length) {
      this.#held |= (this.#input[this.#at] ?? 0) << this.#count;
      this.#at += 1;
      this.#count += 8;
    }
  }
}
