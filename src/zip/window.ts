/** How far back deflated data refer to what they unfolded to. */
const REACH = 32 * 1024;
const LARGEST = 4 * REACH;
/** Most of what is read is small: the window grows with it. */
const SMALLEST = 4 * 1024;
/** The longest copy. */
const LONGEST = 258;

/** What deflated data unfold to: handed on piece by piece, and kept as far back as the data may refer to it. */
export class Window {
  #bytes = Buffer.allocUnsafe(SMALLEST);
  readonly #sink: (bytes: Buffer) => void;
  #length = 0;
  /** Up to where the bytes were handed on. */
  #given = 0;

  /** The sink is given bytes that are only valid during the call. */
  constructor(sink: (bytes: Buffer) => void) {
    this.#sink = sink;
  }

  put(byte: number): void {
    if (this.#length === this.#bytes.length) this.#makeRoom();
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#length === this.#bytes.length) this.#makeRoom();
      const piece = bytes.subarray(at, at + this.#bytes.length - this.#length);
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
      at += piece.length;
    }
  }

  /** Repeats what stands so far back. Throws an Error where nothing does. */
  repeat(distance: number, length: number): void {
    if (this.#length + LONGEST > this.#bytes.length) this.#makeRoom();
    const bytes = this.#bytes;
    let from = this.#length - distance;
    if (from < 0) throw new Error('its deflated data refer to what is before their beginning');
    const end = this.#length + length;
    if (distance === 1) bytes.fill(bytes[from] ?? 0, this.#length, end);
    // What is copied may be what was just written, so that it goes byte by byte.
    else
      for (let to = this.#length; to < end; to += 1) {
        bytes[to] = bytes[from] ?? 0;
        from += 1;
      }
    this.#length = end;
  }

  /** Hands on what is there. */
  flush(): void {
    const from = this.#given;
    this.#given = this.#length;
    if (from < this.#length) this.#sink(this.#bytes.subarray(from, this.#length));
  }

  #makeRoom(): void {
    if (this.#bytes.length < LARGEST) {
      const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
      return;
    }
    this.flush();
    const from = Math.max(0, this.#length - REACH);
    this.#bytes.copyWithin(0, from, this.#length);
    this.#length -= from;
    this.#given = this.#length;
  }
}
