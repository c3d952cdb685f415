import { readRecord, readVarint, type SqliteValue, type TextDecode } from './sqlite-record.ts';

/*
 * A reader of whole tables of a database in memory: https://www.sqlite.org/fileformat2.html
 *
 * The file comes out of an image and may say anything. A page is visited once at most, whether as a node of a tree or as a link
 * of a chain, and the cells of a page take no more than the page holds: so time and memory stay in proportion to the file.
 */

const MAGIC = 'SQLite format 3\0';
const HEADER_LENGTH = 100;
const ENCODINGS = ['utf-8', 'utf-8', 'utf-16le', 'utf-16be'];

// The page types of a table's tree. An index has others, and is never walked here.
const INTERIOR = 5;
const LEAF = 13;

// As deep as SQLite itself goes down a tree.
const DEEPEST = 20;

interface Database {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly pageSize: number;
  /** The bytes of a page that are SQLite's own: without those reserved for extensions. */
  readonly usable: number;
  readonly decode: TextDecode;
  /** The pages that were visited: each belongs to one place. */
  readonly visited: Set<number>;
}

/** One page of a table's tree: where it starts in the file, and where its own header starts. */
interface Node {
  readonly start: number;
  readonly header: number;
  readonly type: number;
  readonly cells: number;
}

/**
 * Every row of a table, in the order of its row ids, without those. The column that stands for the row id reads as null.
 * Throws an Error where the file is no database, has no such table, or contradicts itself on the way.
 */
export function* readTable(bytes: Uint8Array, table: string): Generator<readonly SqliteValue[]> {
  const database = openDatabase(bytes);
  for (const [type, name, , root] of walk(database, 1, 0)) {
    if (type === 'table' && name === table && typeof root === 'number') {
      yield* walk(database, root, 0);
      return;
    }
  }
  throw new Error(`the database has no table ${table}.`);
}

function openDatabase(bytes: Uint8Array): Database {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_LENGTH) throw new Error('it is too short for an SQLite database.');
  if (new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) !== MAGIC)
    throw new Error('it is not an SQLite database.');
  const written = view.getUint16(16);
  // 65536 does not fit into two bytes.
  const pageSize = written === 1 ? 65_536 : written;
  const usable = pageSize - view.getUint8(20);
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (pageSize < 512 || !isPowerOfTwo || usable < 480) throw new Error(`its page size of ${pageSize} bytes is impossible.`);
  const encoding = ENCODINGS[view.getUint32(56)];
  if (encoding === undefined) throw new Error('its text encoding is unknown.');
  const decoder = new TextDecoder(encoding);
  return { bytes, view, pageSize, usable, decode: (text) => decoder.decode(text), visited: new Set() };
}

/** Where a page starts in the file. Throws an Error where the page is outside of it, or was visited before. */
function visit(database: Database, page: number): number {
  const start = (page - 1) * database.pageSize;
  if (page < 1 || start + database.pageSize > database.bytes.length) throw new Error(`page ${page} is not in the file.`);
  if (database.visited.has(page)) throw new Error(`page ${page} is used twice.`);
  database.visited.add(page);
  return start;
}

function* walk(database: Database, page: number, depth: number): Generator<readonly SqliteValue[]> {
  if (depth > DEEPEST) throw new Error(`page ${page} lies too deep.`);
  const node = readNode(database, page);
  if (node.type === LEAF) {
    for (const payload of payloadsOf(database, node)) yield readRecord(payload, database.decode);
    return;
  }
  for (const at of cellsOf(database, node)) yield* walk(database, database.view.getUint32(at), depth + 1);
  yield* walk(database, database.view.getUint32(node.header + 8), depth + 1);
}

function readNode(database: Database, page: number): Node {
  const start = visit(database, page);
  // The first page begins with the header of the file.
  const header = page === 1 ? start + HEADER_LENGTH : start;
  const type = database.view.getUint8(header);
  if (type !== LEAF && type !== INTERIOR) throw new Error(`page ${page} is not a page of a table.`);
  return { start, header, type, cells: database.view.getUint16(header + 3) };
}

/** Where in the file each cell of a page begins. */
function* cellsOf(database: Database, node: Node): Generator<number> {
  const pointers = node.header + (node.type === LEAF ? 8 : 12);
  const first = pointers + node.cells * 2;
  const last = node.start + database.usable - 4;
  for (let cell = 0; cell < node.cells; cell += 1) {
    const at = node.start + database.view.getUint16(pointers + cell * 2);
    // Four bytes are the least that a cell takes: the number of a page, or a row's length, its id and two bytes of it.
    if (at < first || at > last) throw new Error('a cell lies outside of its page.');
    yield at;
  }
}

/** The rows of a leaf, each put together from its page and the chain that it overflows into. */
function* payloadsOf(database: Database, node: Node): Generator<Uint8Array> {
  const page = database.bytes.subarray(0, node.start + database.usable);
  let room = database.usable;
  for (const at of cellsOf(database, node)) {
    const length = readVarint(page, at);
    const start = readVarint(page, length.end).end;
    const local = localLength(length.value, database.usable);
    const end = start + local + (local < length.value ? 4 : 0);
    room -= end - at;
    if (end > page.length || room < 0) throw new Error('a cell is longer than its page.');
    const head = page.subarray(start, start + local);
    yield local < length.value ? joinChain(database, head, length.value) : head;
  }
}

/** How many bytes of a row stay on its leaf: https://www.sqlite.org/fileformat2.html#cell_payload_overflow_pages */
function localLength(length: number, usable: number): number {
  const most = usable - 35;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

/** Follows a row's chain of overflow pages, whose first number stands behind the row's head. */
function joinChain(database: Database, head: Uint8Array, length: number): Uint8Array {
  const pieces = [head];
  let missing = length - head.length;
  let link = head.byteOffset - database.bytes.byteOffset + head.length;
  while (missing > 0) {
    const start = visit(database, database.view.getUint32(link));
    const piece = database.bytes.subarray(start + 4, start + Math.min(database.usable, missing + 4));
    pieces.push(piece);
    missing -= piece.length;
    link = start;
  }
  return concatenate(pieces, length);
}

function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
