import { BitReader, MISSING } from './bits.ts';
import { type BlockCodes, FIXED_CODES, readCodes } from './block-codes.ts';
import type { Code } from './huffman.ts';
import { Window } from './window.ts';

const END_OF_BLOCK = 256;
/** Lengths and distances of copies by their symbols, and how many bits more they have: RFC 1951, 3.2.5. */
const LENGTHS = Uint16Array.of(
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  13,
  15,
  17,
  19,
  23,
  27,
  31,
  35,
  43,
  51,
  59,
  67,
  83,
  99,
  115,
  131,
  163,
  195,
  227,
  258,
);
const LENGTH_BITS = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0);
const DISTANCES = Uint16Array.from({ length: 30 }, (_, symbol) =>
  symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << ((symbol >>> 1) - 1)) + 1,
);
const DISTANCE_BITS = Uint8Array.from({ length: 30 }, (_, symbol) => (symbol < 4 ? 0 : (symbol >>> 1) - 1));

type State =
  | { readonly at: 'header' }
  | { readonly at: 'stored'; left: number; readonly last: boolean }
  | { readonly at: 'coded'; readonly codes: BlockCodes; readonly last: boolean }
  | { readonly at: 'end' };

/**
 * Inflates as data arrive: RFC 1951. Node's own inflates either asynchronously, for which a reader that is handed a layer's bytes cannot
 * wait, or all at once, for which an archive in an archive would have to be held. This holds 128 KiB, whatever goes through it.
 * https://www.rfc-editor.org/rfc/rfc1951
 */
export class Inflater {
  readonly #bits = new BitReader();
  readonly #window: Window;
  #state: State = { at: 'header' };

  /** The sink is given bytes that are only valid during the call. */
  constructor(sink: (bytes: Buffer) => void) {
    this.#window = new Window(sink);
  }

  /** Throws an Error where this is no deflated data. */
  write(data: Uint8Array): void {
    this.#bits.add(data);
    while (this.#step(this.#state));
    this.#window.flush();
    this.#bits.keep();
    if (this.#state.at === 'end' && this.#bits.left > 0) throw new Error('more follows its deflated data');
  }

  /** Throws an Error where the data are not whole. */
  end(): void {
    if (this.#state.at !== 'end') throw new Error('its deflated data are cut off');
  }

  /** Goes a part of the way; false where more must arrive first, or nothing more is to come. */
  #step(state: State): boolean {
    if (state.at === 'coded') return this.#coded(state.codes, state.last);
    if (state.at === 'stored') return this.#stored(state);
    if (state.at === 'end') return false;
    this.#bits.mark();
    const gone = this.#header();
    if (!gone) this.#bits.back();
    return gone;
  }

  #header(): boolean {
    const header = this.#bits.take(3);
    if (header === MISSING) return false;
    const last = (header & 1) === 1;
    const type = header >>> 1;
    if (type === 3) throw new Error('its deflated data have a block of no known kind');
    if (type === 0) return this.#storedHeader(last);
    const codes = type === 1 ? FIXED_CODES : readCodes(this.#bits);
    if (codes === undefined) return false;
    this.#state = { at: 'coded', codes, last };
    return true;
  }

  #storedHeader(last: boolean): boolean {
    this.#bits.align();
    const length = this.#bits.take(16);
    const complement = this.#bits.take(16);
    if (length === MISSING || complement === MISSING) return false;
    if (length !== (complement ^ 0xffff)) throw new Error('its deflated data have a stored block of no certain length');
    this.#state = { at: 'stored', left: length, last };
    return true;
  }

  #stored(state: { left: number; readonly last: boolean }): boolean {
    const bytes = this.#bits.bytes(state.left);
    this.#window.append(bytes);
    state.left -= bytes.length;
    if (state.left === 0) this.#finishBlock(state.last);
    return this.#state !== state || bytes.length > 0;
  }

  #finishBlock(last: boolean): void {
    this.#state = { at: last ? 'end' : 'header' };
  }

  #coded(codes: BlockCodes, last: boolean): boolean {
    for (;;) {
      this.#bits.mark();
      const symbol = this.#bits.decode(codes.literals);
      if (symbol === MISSING) return false;
      if (symbol < END_OF_BLOCK) this.#window.put(symbol);
      else if (symbol === END_OF_BLOCK) {
        this.#finishBlock(last);
        return true;
      } else if (!this.#copy(symbol - END_OF_BLOCK - 1, codes.distances)) {
        this.#bits.back();
        return false;
      }
    }
  }

  #copy(lengthSymbol: number, distances: Code): boolean {
    const lengthBits = this.#bits.take(LENGTH_BITS[lengthSymbol] ?? 0);
    if (lengthBits === MISSING) return false;
    const distanceSymbol = this.#bits.decode(distances);
    if (distanceSymbol === MISSING) return false;
    const distanceBits = this.#bits.take(DISTANCE_BITS[distanceSymbol] ?? 0);
    if (distanceBits === MISSING) return false;
    const length = LENGTHS[lengthSymbol];
    const distance = DISTANCES[distanceSymbol];
    if (length === undefined || distance === undefined)
      throw new Error('its deflated data have a copy of no known length or distance');
    this.#window.repeat(distance + distanceBits, length + lengthBits);
    return true;
  }
}
