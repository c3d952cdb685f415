/** A Huffman code as a table: what the next bits stand for, for each value that they can have. */
export interface Code {
  /** A symbol times 16 plus the length of its code in bits; 0 where no code begins like that. */
  readonly table: Uint16Array;
  /** The bits of the longest code. */
  readonly bits: number;
}

/** The longest code that deflate has. */
const LONGEST = 15;

/**
 * Builds the code in which symbol i has `lengths[i]` bits: RFC 1951, 3.2.2. Throws an Error where there is no such code, or where it has
 * room for more symbols, which only a code of a single symbol may.
 */
export function codeOf(lengths: Uint8Array): Code {
  const counts = new Uint16Array(LONGEST + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  let bits = LONGEST;
  while (bits > 1 && counts[bits] === 0) bits -= 1;
  const next = firstCodes(counts, bits);
  const table = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    const step = 1 << length;
    for (let at = reversed(code, length); at < table.length; at += step) table[at] = symbol * 16 + length;
  }
  return { table, bits };
}

/** The first code of each length. */
function firstCodes(counts: Uint16Array, bits: number): Uint16Array {
  const first = new Uint16Array(LONGEST + 2);
  let room = 1;
  for (let length = 1; length <= bits; length += 1) {
    const count = counts[length] ?? 0;
    room = room * 2 - count;
    if (room < 0) throw new Error('its deflated data have a code with too many symbols');
    first[length + 1] = ((first[length] ?? 0) + count) * 2;
  }
  if (room > 0 && (bits > 1 || (counts[1] ?? 0) > 1)) throw new Error('its deflated data have a code with too few symbols');
  return first;
}

/** Codes are written from their highest bit, and read from the lowest. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}
