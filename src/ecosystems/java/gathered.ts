/** Keeps the beginning of what an entry holds. */
export class Gathered {
  readonly #most: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes bytes that are only valid during the call. */
  write(bytes: Buffer): void {
    const piece = Buffer.from(bytes.subarray(0, this.#most - this.#length));
    if (piece.length > 0) this.#pieces.push(piece);
    this.#length += piece.length;
    this.#size += bytes.length;
  }

  /** The bytes that were kept. */
  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Whether more came than was kept. */
  get cut(): boolean {
    return this.#size > this.#most;
  }
}
