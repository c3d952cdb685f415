import type { TransientReason } from './attempt.ts';
import type { Progress } from './retry.ts';

/** Bytes that make an attempt count as progress, where the blob is large. */
export const ENOUGH = 1024 * 1024;
/** And the part of a small blob that does. */
const ENOUGH_PART = 16;

/** How far a transfer has come, as its patience counts it. */
export class Advance {
  readonly #enough: number;
  /** Where the last attempt that made progress ended. */
  #mark = 0;
  /** Where the storage last refused. */
  #refusedAt = 0;

  /** The size of the blob in bytes, where it is known. */
  constructor(size: number | undefined) {
    this.#enough = Math.min(ENOUGH, Math.max(1, (size ?? Number.POSITIVE_INFINITY) / ENOUGH_PART));
  }

  /** What was gained when an attempt ends so at an offset. */
  at(offset: number, reason: TransientReason): Progress {
    if (offset - this.#mark >= this.#enough) {
      this.#mark = offset;
      this.#refusedAt = offset;
      return 'whole';
    }
    // A location that served and then died did its duty: the next one costs nothing.
    if (offset <= this.#refusedAt || !['expired', 'refused', 'missing'].includes(reason)) return 'none';
    this.#refusedAt = offset;
    return 'some';
  }
}
