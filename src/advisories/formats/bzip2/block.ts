import type { BlockBits } from './bits.ts';

/** A block as it was sorted: what `unfold` puts back in order. */
export interface Bzip2Block {
  /** The last column of the sorted rotations. */
  readonly column: Uint8Array;
  /** The row that is the block itself. */
  readonly origin: number;
}

/** Symbols that are coded by one table, before the next is chosen. */
const GROUP = 50;
const LONGEST_CODE = 20;
/** Codes of at most so many bits, which nearly all symbols have, are looked up. */
const SHORT = 10;
/** The two symbols that count repetitions. */
const RUN_B = 1;

const DAMAGED = 'Its bzip2 data are damaged';

/** Reads one block behind its checksum. Throws an Error where it is damaged, or has more bytes than `largest`. */
export function decodeBlock(bits: BlockBits, largest: number): Bzip2Block {
  if (bits.take(1) === 1) throw new Error('Its bzip2 data are of a version that nobody writes.');
  const origin = bits.take(24);
  const alphabet = readAlphabet(bits);
  const selectors = readSelectors(bits);
  const tables = selectors.tables.map(() => readTable(bits, alphabet.length + 2));
  const symbols = symbolsOf(bits, selectors.order, tables);
  const column = readColumn(symbols, alphabet, largest);
  if (origin >= column.length) throw new Error(`${DAMAGED}: a block begins outside itself.`);
  return { column, origin };
}

/** The bytes that occur in the block. */
function readAlphabet(bits: BlockBits): Uint8Array {
  const used: number[] = [];
  const rows = bits.take(16);
  for (let row = 0; row < 16; row += 1) {
    if (((rows >>> (15 - row)) & 1) === 0) continue;
    const columns = bits.take(16);
    for (let column = 0; column < 16; column += 1) {
      if (((columns >>> (15 - column)) & 1) === 1) used.push(row * 16 + column);
    }
  }
  if (used.length === 0) throw new Error(`${DAMAGED}: a block is empty.`);
  return Uint8Array.from(used);
}

interface Selectors {
  /** One for each table of codes. */
  readonly tables: readonly number[];
  /** The table of each group of symbols. */
  readonly order: Uint8Array;
}

function readSelectors(bits: BlockBits): Selectors {
  const count = bits.take(3);
  if (count < 2 || count > 6) throw new Error(`${DAMAGED}: it has no such number of tables.`);
  const tables = Array.from({ length: count }, (_, index) => index);
  const recent = Uint8Array.from(tables);
  const order = new Uint8Array(bits.take(15));
  for (const at of order.keys()) {
    let steps = 0;
    while (bits.take(1) === 1) steps += 1;
    if (steps >= count) throw new Error(`${DAMAGED}: it has no such table.`);
    order[at] = toFront(recent, steps);
  }
  return { tables, order };
}

/** Canonical codes of one table, the shorter first. */
interface CodeTable {
  /** The first code of each length, and the place of its symbol. */
  readonly first: Int32Array;
  readonly place: Int32Array;
  readonly count: Int32Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
  /** A symbol times 32 plus the length of its code, for each beginning; 0 where the code is longer, or none. */
  readonly short: Uint16Array;
}

function readTable(bits: BlockBits, size: number): CodeTable {
  const lengths = new Uint8Array(size);
  let length = bits.take(5);
  for (const symbol of lengths.keys()) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE) throw new Error(`${DAMAGED}: a code has no such length.`);
      if (bits.take(1) === 0) break;
      length += bits.take(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return tableOf(lengths);
}

function tableOf(lengths: Uint8Array): CodeTable {
  const count = new Int32Array(LONGEST_CODE + 2);
  for (const length of lengths) count[length] = (count[length] ?? 0) + 1;
  const first = new Int32Array(LONGEST_CODE + 2);
  const place = new Int32Array(LONGEST_CODE + 2);
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    first[length + 1] = ((first[length] ?? 0) + (count[length] ?? 0)) * 2;
    place[length + 1] = (place[length] ?? 0) + (count[length] ?? 0);
  }
  // The shorter codes come first, and among equals the lower symbols.
  const symbols = Uint16Array.from([...lengths.keys()].sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b));
  return { first, place, count, symbols, short: shortCodes({ first, place, count, symbols }) };
}

function shortCodes({ first, place, count, symbols }: Omit<CodeTable, 'short'>): Uint16Array {
  const short = new Uint16Array(1 << SHORT);
  for (let length = 1; length <= SHORT; length += 1) {
    const span = 1 << (SHORT - length);
    for (let nth = 0; nth < (count[length] ?? 0); nth += 1) {
      const from = ((first[length] ?? 0) + nth) * span;
      short.fill((symbols[(place[length] ?? 0) + nth] ?? 0) * 32 + length, from, from + span);
    }
  }
  return short;
}

/** Reads one symbol after the other. */
function symbolsOf(bits: BlockBits, order: Uint8Array, tables: readonly CodeTable[]): () => number {
  let group = -1;
  let left = 0;
  let table: CodeTable | undefined;
  return () => {
    if (left === 0) {
      group += 1;
      left = GROUP;
      table = tables[order[group] ?? tables.length];
    }
    if (table === undefined) throw new Error(`${DAMAGED}: a block has more symbols than it says.`);
    left -= 1;
    const found = table.short[bits.peek(SHORT)] ?? 0;
    if (found === 0) return longSymbol(bits, table);
    bits.skip(found & 31);
    return found >>> 5;
  };
}

function longSymbol(bits: BlockBits, table: CodeTable): number {
  const next = bits.peek(LONGEST_CODE);
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    const offset = (next >>> (LONGEST_CODE - length)) - (table.first[length] ?? 0);
    if (offset < 0 || offset >= (table.count[length] ?? 0)) continue;
    bits.skip(length);
    return table.symbols[(table.place[length] ?? 0) + offset] ?? 0;
  }
  throw new Error(`${DAMAGED}: a code stands for nothing.`);
}

/** Undoes the counting of repetitions and the moving to the front. */
function readColumn(next: () => number, alphabet: Uint8Array, largest: number): Uint8Array {
  const column = new Uint8Array(largest);
  const recent = Uint8Array.from(alphabet);
  const end = alphabet.length + 1;
  let size = 0;
  let symbol = next();
  while (symbol !== end) {
    let run = 1;
    let value = recent[0] ?? 0;
    if (symbol <= RUN_B) {
      run = 0;
      for (let weight = 1; symbol <= RUN_B; weight *= 2) {
        run += weight * (symbol + 1);
        if (run > largest) break;
        symbol = next();
      }
    } else {
      value = toFront(recent, symbol - 1);
      symbol = next();
    }
    if (size + run > largest) throw new Error(`${DAMAGED}: a block is larger than it may be.`);
    column.fill(value, size, size + run);
    size += run;
  }
  return column.subarray(0, size);
}

/** Moves what lies so many steps behind the front to it, and tells what it is. */
function toFront(recent: Uint8Array, steps: number): number {
  const value = recent[steps] ?? 0;
  // By hand, because it is a few steps nearly always.
  for (let at = steps; at > 0; at -= 1) recent[at] = recent[at - 1] ?? 0;
  recent[0] = value;
  return value;
}
