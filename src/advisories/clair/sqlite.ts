import { open, stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { immutableAddress, openSqlite, toDatabaseError, unusable } from '../database/sqlite.ts';

/** How every SQLite file begins: https://sqlite.org/fileformat2.html#magic_header_string */
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

/** Whether the file at this path begins as an SQLite database does. Throws where it cannot be read. */
export async function isSqlite(path: string): Promise<boolean> {
  return (await beginningOf(path, MAGIC.length)).equals(MAGIC);
}

/** The first bytes of a file, fewer where it has no more. */
export async function beginningOf(path: string, length: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Opens a database so that nothing is written, neither to it nor beside it. Throws `DATABASE_UNUSABLE` where a writer left it unfinished:
 * its last changes lie in a file beside it, which is not looked at then.
 */
export async function openReadOnly(path: string): Promise<DatabaseSync> {
  for (const rest of [`${path}-wal`, `${path}-journal`]) {
    if ((await sizeOf(rest)) > 0) throw unusable(path, `whoever wrote it did not close it, and ${rest} holds a part of it`);
  }
  return asking(path, () => openSqlite(immutableAddress(path), { readOnly: true }));
}

/** Does what asks a database. Throws `DATABASE_UNUSABLE` where the database is damaged. */
export function asking<Result>(path: string, ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    throw toDatabaseError(error, path);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
