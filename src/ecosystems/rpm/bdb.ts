import { concatenate } from './concatenate.ts';

/*
 * A reader of Berkeley DB's hash databases, as rpm kept its packages in one until 2020. The format is told in the comments of its
 * sources alone: https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h
 *
 * Nothing is looked up here, so the hash itself is not needed: every pair lies on a page of the hash's type, wherever that page is.
 * Numbers are in the byte order of the machine that made the database. A page is visited once at most, and items do not overlap:
 * so time and memory stay in proportion to the file.
 */

const MAGIC = 0x00061561;
const META_LENGTH = 72;

// The types of pages that are read: the first page, pages of pairs (until and since version 4.6), and those of long values.
const META_PAGE = 8;
const UNSORTED_PAGE = 2;
const SORTED_PAGE = 13;
const OVERFLOW_PAGE = 7;

const PAGE_HEADER_LENGTH = 26;

// The types of items: one that is there, and one that says on which pages it is.
const KEYDATA = 1;
const OFFPAGE = 3;
const OFFPAGE_LENGTH = 12;

interface Database {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  readonly pageSize: number;
  readonly lastPage: number;
  /** The overflow pages that were visited: each belongs to one value. */
  readonly visited: Set<number>;
}

/** Where in the file an item lies. */
interface Item {
  readonly start: number;
  readonly end: number;
}

/**
 * The value of every pair but that with the key zero, where rpm counts: the headers of its packages. A string in place of one says why
 * it could not be read. Throws an Error where the file is no such database.
 */
export function* readBdb(bytes: Uint8Array): Generator<Uint8Array | string> {
  const database = openDatabase(bytes);
  for (let page = 1; page <= database.lastPage; page += 1) {
    const start = page * database.pageSize;
    if (start + database.pageSize > bytes.length) {
      yield `page ${page} is not in the file.`;
      return;
    }
    const type = bytes[start + 25];
    if (type === SORTED_PAGE || type === UNSORTED_PAGE) yield* valuesOn(database, page);
  }
}

function openDatabase(bytes: Uint8Array): Database {
  if (bytes.length < META_LENGTH) throw new Error('it is too short for a Berkeley DB.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint32(12, true) === MAGIC;
  if (!littleEndian && view.getUint32(12) !== MAGIC) throw new Error('it is not a Berkeley DB hash.');
  const pageSize = view.getUint32(20, littleEndian);
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (pageSize < 512 || pageSize > 65_536 || !isPowerOfTwo) throw new Error(`its page size of ${pageSize} bytes is impossible.`);
  if (bytes[25] !== META_PAGE) throw new Error('its first page is not that of a Berkeley DB hash.');
  // Both would move what is on a page, and rpm asks for neither.
  if (bytes[24] !== 0 || bytes[26] !== 0) throw new Error('it is encrypted, or its pages have checksums.');
  return { bytes, view, littleEndian, pageSize, lastPage: view.getUint32(32, littleEndian), visited: new Set() };
}

/** The values of a page's pairs. A key's item comes before its value's. */
function* valuesOn(database: Database, page: number): Generator<Uint8Array | string> {
  const items = itemsOn(database, page);
  if (typeof items === 'string') {
    yield items;
    return;
  }
  for (let at = 0; at + 1 < items.length; at += 2) {
    const [key, value] = [items[at], items[at + 1]];
    if (key === undefined || value === undefined || isZero(database, key)) continue;
    yield readItem(database, value);
  }
}

/**
 * The items of a page, or why they make no sense. They fill the page from its end, and what each begins with tells where the next one
 * ends.
 */
function itemsOn({ view, littleEndian, pageSize }: Database, page: number): readonly Item[] | string {
  const start = page * pageSize;
  const count = view.getUint16(start + 20, littleEndian);
  const least = PAGE_HEADER_LENGTH + count * 2;
  const items: Item[] = [];
  let end = pageSize;
  if (least > pageSize || count % 2 === 1) return `page ${page} has ${count} items.`;
  for (let at = PAGE_HEADER_LENGTH; at < least; at += 2) {
    const offset = view.getUint16(start + at, littleEndian);
    if (offset < least || offset >= end) return `page ${page} has an item in the wrong place.`;
    items.push({ start: start + offset, end: start + end });
    end = offset;
  }
  return items;
}

/** Whether a key is zero, which it is in any byte order. */
function isZero({ bytes }: Database, { start, end }: Item): boolean {
  return bytes.subarray(start + 1, end).every((byte) => byte === 0);
}

/** An item's bytes, or why it has none. */
function readItem(database: Database, { start, end }: Item): Uint8Array | string {
  const { bytes, view, littleEndian } = database;
  const type = bytes[start];
  if (type === KEYDATA) return bytes.subarray(start + 1, end);
  if (type !== OFFPAGE || end - start < OFFPAGE_LENGTH) return `a value has the unknown type ${type}.`;
  return joinChain(database, view.getUint32(start + 4, littleEndian), view.getUint32(start + 8, littleEndian));
}

/** Follows a value's chain of overflow pages, of which each tells how many bytes of the value it has and which page is next. */
function joinChain(database: Database, first: number, length: number): Uint8Array | string {
  const { bytes, view, littleEndian, pageSize, visited } = database;
  const pieces: Uint8Array[] = [];
  let found = 0;
  for (let page = first; page !== 0; ) {
    const start = page * pageSize;
    if (start + pageSize > bytes.length) return `page ${page} is not in the file.`;
    if (visited.has(page)) return `page ${page} is used twice.`;
    if (bytes[start + 25] !== OVERFLOW_PAGE) return `page ${page} is not a page of a long value.`;
    visited.add(page);
    const used = view.getUint16(start + 22, littleEndian);
    if (used > pageSize - PAGE_HEADER_LENGTH) return `page ${page} holds more than it can.`;
    pieces.push(bytes.subarray(start + PAGE_HEADER_LENGTH, start + PAGE_HEADER_LENGTH + used));
    found += used;
    page = view.getUint32(start + 16, littleEndian);
  }
  return found === length ? concatenate(pieces, length) : `a value has ${found} bytes in place of ${length}.`;
}
