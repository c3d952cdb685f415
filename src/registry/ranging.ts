import { ScanError } from '../model/errors.ts';
import type { Descriptor } from '../model/image.ts';

/** Failures of a server to send a part after which it is no longer asked for parts. */
const MOST_FAULTS = 2;
/** How often the size of a blob may be received in vain because a server sends it from the start again. */
const MOST_REPEATED = 2;

/**
 * How the rest of a blob is asked for: as a part, or as the whole of which the beginning is dropped. A server that fails at
 * parts once is asked for the whole once, and one that fails twice for good; unless the whole brings nothing new either, because
 * it breaks before it comes so far: then parts are the better chance.
 */
export class Ranging {
  readonly #descriptor: Descriptor;
  #faults = 0;
  /** Whether the next attempt asks for the whole. */
  #whole: boolean;
  /** Whether the ones after it do too. */
  #distrusted: boolean;
  #repeated = 0;

  /** With `whole`, what broke is first asked for from the start: the parts of the last time did not fit together. */
  constructor(descriptor: Descriptor, { whole }: { readonly whole: boolean }) {
    this.#descriptor = descriptor;
    this.#whole = whole;
    this.#distrusted = whole;
  }

  /** The first byte to ask for, when everything before `offset` is here. */
  from(offset: number): number {
    return this.#whole ? 0 : offset;
  }

  /** A part was asked for, and something else came, or nothing. */
  failed(): void {
    this.#faults += 1;
    this.#whole = true;
    this.#distrusted ||= this.#faults >= MOST_FAULTS;
  }

  /** A body has ended or broken; whether it brought anything new. */
  ended(progress: boolean): void {
    if (!progress && this.#whole) {
      this.#faults = 0;
      this.#distrusted = false;
    }
    this.#whole = this.#distrusted;
  }

  /** So many bytes came once more. Throws `NETWORK` where that has happened too often. */
  repeated(bytes: number): void {
    const { size, digest } = this.#descriptor;
    this.#repeated += bytes;
    if (this.#repeated <= MOST_REPEATED * (size ?? Number.POSITIVE_INFINITY)) return;
    throw new ScanError('NETWORK', `The server of ${digest} breaks off again and again, and cannot continue where it broke.`, {
      hint: 'It ignores the Range header: scan from nearer to it, or from a mirror.',
    });
  }
}
