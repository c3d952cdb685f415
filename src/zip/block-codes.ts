import { type BitReader, MISSING } from './bits.ts';
import { type Code, codeOf } from './huffman.ts';

/** The codes of a block: of literals and lengths, and of distances. */
export interface BlockCodes {
  readonly literals: Code;
  readonly distances: Code;
}

/** The codes of blocks that bring none: RFC 1951, 3.2.6. */
export const FIXED_CODES: BlockCodes = {
  literals: codeOf(Uint8Array.from({ length: 288 }, (_, symbol) => fixedLength(symbol))),
  distances: codeOf(new Uint8Array(32).fill(5)),
};

function fixedLength(symbol: number): number {
  if (symbol < 144) return 8;
  if (symbol < 256) return 9;
  return symbol < 280 ? 7 : 8;
}

/** The order in which the lengths of the code of lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;
const MOST_LITERALS = 286;
const MOST_DISTANCES = 30;
/** The symbols of the code of lengths that stand for a repetition: what is repeated, bits of the number more, least number. */
const REPEAT_LAST = 16;
const REPETITIONS: Readonly<Record<number, readonly [bits: number, least: number]>> = { 16: [2, 3], 17: [3, 3], 18: [7, 11] };

/** Reads the codes that a block brings: RFC 1951, 3.2.7. Undefined where not all of them has arrived; throws an Error where they are none. */
export function readCodes(bits: BitReader): BlockCodes | undefined {
  const literals = bits.take(5) + 257;
  const distances = bits.take(5) + 1;
  const count = bits.take(4);
  if (count === MISSING) return undefined;
  if (literals > MOST_LITERALS || distances > MOST_DISTANCES) throw new Error('its deflated data have codes of too many symbols');
  const lengthCode = readLengthCode(bits, count + 4);
  const lengths = lengthCode && readLengths(bits, lengthCode, literals + distances);
  if (lengths === undefined) return undefined;
  if (lengths[256] === 0) throw new Error('its deflated data have a block that cannot end');
  return { literals: codeOf(lengths.subarray(0, literals)), distances: codeOf(lengths.subarray(literals)) };
}

function readLengthCode(bits: BitReader, count: number): Code | undefined {
  const lengths = new Uint8Array(ORDER.length);
  for (const symbol of ORDER.slice(0, count)) {
    const length = bits.take(3);
    if (length === MISSING) return undefined;
    lengths[symbol] = length;
  }
  return codeOf(lengths);
}

function readLengths(bits: BitReader, code: Code, total: number): Uint8Array | undefined {
  const lengths = new Uint8Array(total);
  let filled = 0;
  while (filled < total) {
    const symbol = bits.decode(code);
    if (symbol === MISSING) return undefined;
    const times = repetitions(bits, symbol);
    if (times === MISSING) return undefined;
    if (filled + times > total || (symbol === REPEAT_LAST && filled === 0))
      throw new Error('its deflated data have codes of more symbols than there are');
    const length = symbol < REPEAT_LAST ? symbol : symbol === REPEAT_LAST ? (lengths[filled - 1] ?? 0) : 0;
    lengths.fill(length, filled, filled + times);
    filled += times;
  }
  return lengths;
}

/** How often the symbol says that a length stands; `MISSING` where it has not arrived. */
function repetitions(bits: BitReader, symbol: number): number {
  const repetition = REPETITIONS[symbol];
  if (repetition === undefined) return 1;
  const [more, least] = repetition;
  const number = bits.take(more);
  return number === MISSING ? MISSING : number + least;
}
