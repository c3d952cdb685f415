import { open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { unusable } from './sqlite.ts';

/** "Hull": tells our databases from all others. https://www.sqlite.org/fileformat2.html#application_id */
export const APPLICATION_ID = 0x48756c6c;
/** The version of the tables below. A database of any other is neither read nor built upon. */
export const SCHEMA_VERSION = 1;

/** The tables, each after those that it names. */
export const TABLES = ['source', 'ecosystem', 'advisory', 'coverage', 'affected'] as const;

/**
 * `source`: what was asked, and what it answered; times are milliseconds since the epoch, but for `modified`, which is RFC 3339.
 * `advisory`: what all entries of a record share; one without a body is known to say nothing of a package (withdrawn).
 * `coverage`: what an entry of `affected` says, without ecosystem and name; entries of one advisory that say the same share it.
 * `affected`: the key that advisories are looked up by; `position` is the entry's place in its record.
 *
 * An advisory's id is never given twice, so that what an advisory leaves behind in the last two tables can be swept later, all at once.
 */
const TABLES_SQL = `
  CREATE TABLE source (
    id INTEGER PRIMARY KEY, feed TEXT NOT NULL UNIQUE, url TEXT NOT NULL, etag TEXT, modified TEXT, reader TEXT NOT NULL,
    confirmed INTEGER NOT NULL, whole INTEGER NOT NULL, synced INTEGER NOT NULL, records INTEGER NOT NULL, fault TEXT,
    documents TEXT NOT NULL
  );
  CREATE TABLE ecosystem (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE advisory (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source INTEGER NOT NULL, name TEXT NOT NULL, modified INTEGER NOT NULL, body BLOB
  );
  CREATE INDEX advisory_of_source ON advisory (source, name);
  CREATE TABLE coverage (id INTEGER PRIMARY KEY, advisory INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE TABLE affected (
    ecosystem INTEGER NOT NULL, name TEXT NOT NULL, advisory INTEGER NOT NULL, position INTEGER NOT NULL, coverage INTEGER NOT NULL,
    PRIMARY KEY (ecosystem, name, advisory, position)
  ) WITHOUT ROWID;
`;

/** Makes the tables in an empty database. */
export function createSchema(database: DatabaseSync): void {
  database.exec('BEGIN');
  database.exec(TABLES_SQL);
  database.exec(`PRAGMA application_id = ${String(APPLICATION_ID)}; PRAGMA user_version = ${String(SCHEMA_VERSION)}; COMMIT`);
}

/** What the first bytes of a file make of it. */
export type FileKind =
  | { readonly kind: 'ours' }
  | { readonly kind: 'zstd' }
  | { readonly kind: 'empty' }
  /** Ours, and not to be used; `why` completes "… cannot be used: ". */
  | { readonly kind: 'other-version' | 'cut'; readonly why: string }
  /** Another program's database, or no database at all. */
  | { readonly kind: 'foreign' | 'no-database'; readonly why: string };

const HEADER = 100;
const MAGIC = 'SQLite format 3\0';
const ZSTD = 0xfd2fb528;

/** Looks at a file's header: https://www.sqlite.org/fileformat2.html#the_database_header */
export async function inspect(path: string): Promise<FileKind> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER), 0, HEADER, 0);
    if (bytesRead === 0) return { kind: 'empty' };
    if (bytesRead >= 4 && buffer.readUInt32LE(0) === ZSTD) return { kind: 'zstd' };
    return kindOf(buffer.subarray(0, bytesRead), size);
  } finally {
    await file.close();
  }
}

function kindOf(header: Buffer, size: number): FileKind {
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return { kind: 'no-database', why: 'it is no SQLite file' };
  if (header.length < HEADER) return { kind: 'cut', why: 'it was cut' };
  if (header.readUInt32BE(68) !== APPLICATION_ID) return { kind: 'foreign', why: 'it is the database of another program' };
  const version = header.readUInt32BE(60);
  if (version !== SCHEMA_VERSION) {
    const expected = `this version of Hullcheck reads version ${String(SCHEMA_VERSION)}`;
    return { kind: 'other-version', why: `it is of version ${String(version)}, and ${expected}` };
  }
  const pageSize = header.readUInt16BE(16);
  // 1 stands for what two bytes cannot hold.
  const whole = (pageSize === 1 ? 65_536 : pageSize) * header.readUInt32BE(28);
  if (size < whole) return { kind: 'cut', why: `it was cut: ${String(size)} bytes of ${String(whole)} are there` };
  return { kind: 'ours' };
}

/** Throws `DATABASE_UNUSABLE` where a file is not a database that can be read as it is. */
export async function checkFile(path: string): Promise<void> {
  const found = await inspect(path);
  if (found.kind === 'empty') throw unusable(path, 'it is empty');
  if (found.kind === 'zstd') throw unusable(path, 'it is compressed twice');
  if (found.kind !== 'ours') throw unusable(path, found.why);
}
