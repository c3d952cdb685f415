import { createHash, type Hash } from 'node:crypto';
import { ScanError } from '../model/errors.ts';

/**
 * The part of a blob that was already handed on, when a server answers a range with all of it again. It is dropped, and it must
 * be what it was before: otherwise what follows belongs to another blob.
 */
export class Prefix {
  #left: number;
  readonly #hash: Hash;
  readonly #expected: string;

  /** `handedOn` is the running hash of the bytes before; it is not changed. */
  constructor(length: number, algorithm: string, handedOn: Hash) {
    this.#left = length;
    this.#hash = createHash(algorithm);
    this.#expected = length > 0 ? handedOn.copy().digest('hex') : '';
  }

  /** What of the chunk is new. Throws `DIGEST_MISMATCH` where the old part has changed. */
  drop(chunk: Uint8Array): Uint8Array {
    if (this.#left === 0) return chunk;
    const known = chunk.subarray(0, this.#left);
    this.#left -= known.length;
    this.#hash.update(known);
    if (this.#left === 0 && this.#hash.digest('hex') !== this.#expected) {
      throw new ScanError('DIGEST_MISMATCH', 'The server sent other bytes than before for the same blob.');
    }
    return chunk.subarray(known.length);
  }
}
