import { readWal, type Wal } from './sqlite-wal.ts';

/** The pages of a database, as they are with the changes of its write-ahead log. */
export interface SqlitePages {
  /** The database's header: https://www.sqlite.org/fileformat2.html#the_database_header */
  readonly header: Uint8Array;
  readonly pageSize: number;
  /** The page of this number, which counts from one. Throws an Error where there is none. */
  page(number: number): Uint8Array;
}

const MAGIC = 'SQLite format 3\0';
const HEADER_LENGTH = 100;

/** Throws an Error where the file is no database, or the log is of another one. */
export function openPages(bytes: Uint8Array, log: Uint8Array | undefined): SqlitePages {
  // SQLite throws away a log whose database is empty, and this is none then.
  const wal = log === undefined || bytes.length === 0 ? undefined : readWal(log);
  const header = (wal?.pages.get(1) ?? bytes).subarray(0, HEADER_LENGTH);
  if (header.length < HEADER_LENGTH) throw new Error('it is too short for an SQLite database.');
  if (new TextDecoder('latin1').decode(header.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new Error('it is not an SQLite database.');
  }
  const written = new DataView(header.buffer, header.byteOffset, HEADER_LENGTH).getUint16(16);
  // 65536 does not fit into two bytes.
  const pageSize = written === 1 ? 65_536 : written;
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (pageSize < 512 || !isPowerOfTwo) throw new Error(`its page size of ${pageSize} bytes is impossible.`);
  if (wal !== undefined && wal.pageSize !== pageSize) throw new Error('its write-ahead log has pages of another size.');
  return { header, pageSize, page: (number) => pageOf(bytes, wal, number, pageSize) };
}

function pageOf(bytes: Uint8Array, wal: Wal | undefined, number: number, pageSize: number): Uint8Array {
  const start = (number - 1) * pageSize;
  const page = wal?.pages.get(number) ?? bytes.subarray(start, start + pageSize);
  const isBeyond = number < 1 || (wal !== undefined && number > wal.count);
  if (isBeyond || page.length < pageSize) throw new Error(`page ${number} is not in the file.`);
  return page;
}
