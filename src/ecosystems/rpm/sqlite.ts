import { concatenate } from './concatenate.ts';
import { openPages } from './sqlite-pages.ts';
import { readRecord, readVarint, type SqliteValue, type TextDecode } from './sqlite-record.ts';

/*
 * A reader of whole tables of a database in memory: https://www.sqlite.org/fileformat2.html
 *
 * The file comes out of an image and may say anything. A page is visited once at most, whether as a node of a tree or as a link
 * of a chain, and the cells of a page take no more than the page holds: so time and memory stay in proportion to the file.
 */

const HEADER_LENGTH = 100;
const ENCODINGS = ['utf-8', 'utf-8', 'utf-16le', 'utf-16be'];

// The page types of a table's tree. An index has others, and is never walked here.
const INTERIOR = 5;
const LEAF = 13;

// As deep as SQLite itself goes down a tree.
const DEEPEST = 20;

/** An opened database, of which any number of tables can be read. */
export interface Sqlite {
  /** A page by its number, which counts from one, without the bytes that are reserved for extensions. */
  page(number: number): Uint8Array;
  /** The bytes of a page that are SQLite's own. */
  readonly usable: number;
  readonly decode: TextDecode;
}

export interface SqliteTable {
  /** The statement that made the table. */
  readonly sql: string;
  /** The number of the page at the root of its tree. */
  readonly root: number;
}

export interface SqliteRow {
  /** Also the value of a column that is the table's `INTEGER PRIMARY KEY`, which reads as null. */
  readonly id: number;
  readonly values: readonly SqliteValue[];
}

/** A database on the way through one table. */
interface Walk extends Sqlite {
  /** The pages that were visited: each belongs to one place. */
  readonly visited: Set<number>;
}

/** One page of a table's tree, and where in it its own header starts. */
interface Node {
  readonly page: Uint8Array;
  readonly view: DataView;
  readonly header: number;
  readonly type: number;
  readonly cells: number;
}

/** Opens a database, with its write-ahead log where it has one. Throws an Error where the file is none. */
export function openSqlite(bytes: Uint8Array, log?: Uint8Array): Sqlite {
  const pages = openPages(bytes, log);
  const header = viewOf(pages.header);
  const usable = pages.pageSize - header.getUint8(20);
  if (usable < 480) throw new Error(`its page size of ${pages.pageSize} bytes is impossible.`);
  const encoding = ENCODINGS[header.getUint32(56)];
  if (encoding === undefined) throw new Error('its text encoding is unknown.');
  const decoder = new TextDecoder(encoding);
  return {
    page: (number) => pages.page(number).subarray(0, usable),
    usable,
    decode: (text) => decoder.decode(text),
  };
}

/** Every row of a table, in the order of their ids. Throws an Error where there is none such, or it contradicts itself on the way. */
export function* readTable(database: Sqlite, name: string): Generator<SqliteRow> {
  yield* readRows(database, findTable(database, name).root);
}

/** Throws an Error where the database has no such table. */
export function findTable(database: Sqlite, wanted: string): SqliteTable {
  for (const { values } of readRows(database, 1)) {
    const [type, name, , root, sql] = values;
    if (type !== 'table' || name !== wanted || typeof root !== 'number') continue;
    return { sql: typeof sql === 'string' ? sql : '', root };
  }
  throw new Error(`the database has no table ${wanted}.`);
}

/** Every row of the table with this root. */
export function readRows(database: Sqlite, root: number): Generator<SqliteRow> {
  // The first page is the schema's, and no other table's.
  return walk({ ...database, visited: new Set(root === 1 ? [] : [1]) }, root, 0);
}

/** A page that was not visited before. Throws an Error where it is outside of the file, or was. */
function visit(database: Walk, number: number): Uint8Array {
  const page = database.page(number);
  if (database.visited.has(number)) throw new Error(`page ${number} is used twice.`);
  database.visited.add(number);
  return page;
}

function* walk(database: Walk, number: number, depth: number): Generator<SqliteRow> {
  if (depth > DEEPEST) throw new Error(`page ${number} lies too deep.`);
  const node = readNode(database, number);
  if (node.type === LEAF) {
    yield* rowsOf(database, node);
    return;
  }
  for (const at of cellsOf(node)) yield* walk(database, node.view.getUint32(at), depth + 1);
  yield* walk(database, node.view.getUint32(node.header + 8), depth + 1);
}

function readNode(database: Walk, number: number): Node {
  const page = visit(database, number);
  const view = viewOf(page);
  // The first page begins with the header of the file.
  const header = number === 1 ? HEADER_LENGTH : 0;
  const type = view.getUint8(header);
  if (type !== LEAF && type !== INTERIOR) throw new Error(`page ${number} is not a page of a table.`);
  return { page, view, header, type, cells: view.getUint16(header + 3) };
}

/** Where in its page each cell begins. */
function* cellsOf({ page, view, header, type, cells }: Node): Generator<number> {
  const pointers = header + (type === LEAF ? 8 : 12);
  const first = pointers + cells * 2;
  const last = page.length - 4;
  for (let cell = 0; cell < cells; cell += 1) {
    const at = view.getUint16(pointers + cell * 2);
    // Four bytes are the least that a cell takes: the number of a page, or a row's length, its id and two bytes of it.
    if (at < first || at > last) throw new Error('a cell lies outside of its page.');
    yield at;
  }
}

/** The rows of a leaf, each put together from its page and the chain that it overflows into. */
function* rowsOf(database: Walk, node: Node): Generator<SqliteRow> {
  const { page } = node;
  let room = page.length;
  for (const at of cellsOf(node)) {
    const length = readVarint(page, at);
    const id = readVarint(page, length.end);
    const local = localLength(length.value, database.usable);
    const end = id.end + local + (local < length.value ? 4 : 0);
    room -= end - at;
    if (end > page.length || room < 0) throw new Error('a cell is longer than its page.');
    const head = page.subarray(id.end, id.end + local);
    const payload = local < length.value ? joinChain(database, head, length.value, node.view.getUint32(id.end + local)) : head;
    yield { id: id.value, values: readRecord(payload, database.decode) };
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

/** Follows a row's chain of overflow pages, of which each begins with the number of the next. */
function joinChain(database: Walk, head: Uint8Array, length: number, first: number): Uint8Array {
  const pieces = [head];
  let missing = length - head.length;
  let link = first;
  while (missing > 0) {
    const page = visit(database, link);
    const piece = page.subarray(4, Math.min(page.length, missing + 4));
    pieces.push(piece);
    missing -= piece.length;
    link = viewOf(page).getUint32(0);
  }
  return concatenate(pieces, length);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
