import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqlite, readTable } from '../../../src/ecosystems/rpm/sqlite.ts';

export type Row = readonly unknown[];

/** Lets SQLite itself write a database, and returns its file's bytes. */
export function writeDatabase(fill: (database: DatabaseSync, file: string) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-sqlite-'));
  const file = join(folder, 'test.sqlite');
  try {
    const database = new DatabaseSync(file);
    fill(database, file);
    if (database.isOpen) database.close();
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A database as rpm lays it out, with these headers. */
export function writePackages(blobs: readonly Uint8Array[], pragmas = ''): Buffer {
  return writeDatabase((database) => {
    database.exec(`${pragmas}; CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)`);
    database.exec("CREATE TABLE 'Name' (key 'TEXT' NOT NULL, hnum INTEGER NOT NULL, idx INTEGER NOT NULL); BEGIN");
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
    for (const blob of blobs) insert.run(blob);
    database.exec('COMMIT');
  });
}

export function rowsOf(bytes: Uint8Array, table = 'Packages', log?: Uint8Array): readonly Row[] {
  return [...readTable(openSqlite(bytes, log), table)].map(({ values }) => values);
}

/** Numbers from 0 to 2^32 that are the same in every run: https://en.wikipedia.org/wiki/Xorshift */
export function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}
