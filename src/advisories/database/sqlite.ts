import process from 'node:process';
import type { DatabaseSync, DatabaseSyncOptions, SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { ScanError } from '../../model/errors.ts';

/** A row as node:sqlite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** https://www.sqlite.org/rescode.html */
const CODES = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** Opens a database. Loaded here and not imported, because Node warns of its SQLite at once, and most scans need none. */
export function openSqlite(location: string | URL, options: DatabaseSyncOptions = {}): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  return new sqlite.DatabaseSync(location, options);
}

/**
 * The address under which a finished file is read: it is never changed but only replaced, so that neither locks nor a journal beside it
 * are of any concern, and its folder may be one that nobody can write in. https://www.sqlite.org/uri.html#uriimmutable
 */
export function immutableAddress(path: string): URL {
  const url = pathToFileURL(path);
  url.search = 'immutable=1';
  return url;
}

/** Makes of what SQLite throws what a run ends with; anything else stays what it is. */
export function toDatabaseError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  if (code === CODES.full) {
    return new ScanError('DISK_FULL', `The disk has no room for the database ${path}.`, {
      hint: 'Free some space on the disk that holds db-file.',
      cause: error,
    });
  }
  if (isBusy(error)) {
    return new ScanError('DATABASE_UNUSABLE', `Another run is writing the database ${path}.`, {
      hint: 'Wait until it has ended, or give each run a db-file of its own.',
      cause: error,
    });
  }
  const isDamaged = code === CODES.corrupt || code === CODES.notADatabase;
  return unusable(path, isDamaged ? `it is damaged (${error.message})` : error.message, error);
}

/** Whether another one has the lock. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === CODES.busy;
}

/** The primary code, without what extends it. */
function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode % 256 : undefined;
}

/** The error for a file that is no database that this program can use; `why` completes "… cannot be used: ". */
export function unusable(path: string, why: string, cause?: unknown): ScanError {
  return new ScanError('DATABASE_UNUSABLE', `The database ${path} cannot be used: ${why}.`, {
    hint: 'Remove the file and build it anew with mode: update.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A number of a row. Throws an Error where it is none. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new Error(`${column} is no number`);
  return value;
}

/** A text of a row. Throws an Error where it is none. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is no text`);
  return value;
}

/** A text of a row; undefined where it is NULL. */
export function optionalTextIn(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textIn(row, column);
}

/** The bytes of a row. Throws an Error where there are none. */
export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new Error(`${column} has no bytes`);
  return value;
}
