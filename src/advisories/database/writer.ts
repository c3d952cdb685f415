import type { DatabaseSync } from 'node:sqlite';
import type { Advisory } from '../../model/advisory.ts';
import { createRows } from './rows.ts';
import { createSchema, TABLES } from './schema.ts';
import { fromSourceRow, type SourceRow, toSourceRow } from './source-row.ts';
import { immutableAddress, isBusy, numberIn, openSqlite, toDatabaseError } from './sqlite.ts';

/** A database that is being built: nobody reads it yet. Everything throws `DISK_FULL` or `DATABASE_UNUSABLE`. */
export interface Writer extends Disposable {
  sources(): readonly SourceRow[];
  /** Forgets what all other sources said. */
  keepOnly(feeds: ReadonlySet<string>): void;
  /** Takes over a finished database, whole, into one that is still empty. */
  adopt(path: string): void;
  /**
   * Begins to change what a source says. Nothing of it holds until it is committed; disposing of it without that takes all of it back.
   */
  change(feed: string): Change;
  /** Writes down what a source is, and nothing of what it says. */
  note(source: SourceRow): void;
  /** Removes what no advisory needs any longer. */
  sweep(): void;
}

/** A change of what one source says. */
export interface Change extends Disposable {
  /** Forgets all that the source said. */
  clear(): void;
  /** When the advisory of that id was modified, in milliseconds since the epoch; undefined where the source has none. */
  modifiedAt(id: string): number | undefined;
  /** What the source says beside all else. A feed may say several things by one id. */
  add(advisory: Advisory): void;
  /** What the source says now by this id, in place of what it said: nothing where the advisory is undefined. */
  replace(id: string, advisory: Advisory | undefined, modified: number): void;
  records(): number;
  commit(source: SourceRow): void;
}

// What is half written is never read, so that nothing need be on the disk before all of it is. A killed run's journal takes back what it
// had not committed.
const PRAGMAS = `
  PRAGMA page_size = 8192;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = OFF;
  PRAGMA cache_size = -65536;
`;

/** Opens a file that is built upon, or makes it. Throws `DATABASE_UNUSABLE` where another run is writing it. */
export function openWriter(path: string): Writer {
  return guarded(path, () => {
    const database = openSqlite(path);
    try {
      database.exec(PRAGMAS);
      // Takes the lock, which is kept from here on.
      database.exec('BEGIN IMMEDIATE; COMMIT');
      if (tablesOf(database) === 0) createSchema(database);
      return createWriter(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function createWriter(database: DatabaseSync, path: string): Writer {
  const rows = createRows(database);
  const run = <Result>(work: () => Result): Result => guarded(path, work);
  return {
    sources: () => run(() => rows.sources().map(toSourceRow)),
    keepOnly: (feeds) =>
      run(() => {
        for (const { feed } of rows.sources().map(toSourceRow)) {
          if (!feeds.has(feed)) inTransaction(database, () => rows.forget(feed));
        }
      }),
    adopt: (other) => run(() => copyTables(database, other)),
    change: (feed) => run(() => beginChange(database, { feed, path, rows })),
    note: (source) => run(() => rows.saveSource(fromSourceRow(source))),
    sweep: () =>
      run(() =>
        inTransaction(database, () => {
          database.exec('DELETE FROM affected WHERE advisory NOT IN (SELECT id FROM advisory)');
          database.exec('DELETE FROM coverage WHERE advisory NOT IN (SELECT id FROM advisory)');
        }),
      ),
    [Symbol.dispose]: () => {
      if (database.isOpen) database.close();
    },
  };
}

interface ChangeOptions {
  readonly feed: string;
  readonly path: string;
  readonly rows: ReturnType<typeof createRows>;
}

function beginChange(database: DatabaseSync, { feed, path, rows }: ChangeOptions): Change {
  const run = <Result>(work: () => Result): Result => guarded(path, work);
  database.exec('BEGIN');
  const source = rows.sourceId(feed);
  let open = true;
  return {
    clear: () => run(() => rows.removeAll(source)),
    modifiedAt: (id) => run(() => rows.modifiedAt(source, id)),
    add: (advisory) => run(() => rows.add(source, advisory)),
    replace: (id, advisory, modified) =>
      run(() => {
        rows.remove(source, id);
        if (advisory === undefined) rows.addBare(source, id, modified);
        else rows.add(source, advisory);
      }),
    records: () => run(() => rows.count(source)),
    commit: (row) =>
      run(() => {
        rows.saveSource(fromSourceRow(row));
        database.exec('COMMIT');
        open = false;
      }),
    [Symbol.dispose]: () => {
      if (!open) return;
      open = false;
      rows.forgetCaches();
      run(() => database.exec('ROLLBACK'));
    },
  };
}

/** The tables of both are the same, so that SQLite copies them page by page: https://www.sqlite.org/src/doc/trunk/src/insert.c */
function copyTables(database: DatabaseSync, other: string): void {
  database.prepare('ATTACH DATABASE ? AS base').run(immutableAddress(other).href);
  try {
    inTransaction(database, () => {
      for (const table of TABLES) database.exec(`INSERT INTO main.${table} SELECT * FROM base.${table}`);
    });
  } finally {
    database.exec('DETACH DATABASE base');
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function tablesOf(database: DatabaseSync): number {
  const row = database.prepare('SELECT count(*) AS tables FROM sqlite_master').get();
  return row === undefined ? 0 : numberIn(row, 'tables');
}

/** Whether all pages of a database that a run left behind are in order. Throws `DATABASE_UNUSABLE` where another run is writing it. */
export function isSound(path: string): boolean {
  try {
    const database = openSqlite(path);
    try {
      return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
    } finally {
      database.close();
    }
  } catch (error) {
    if (isBusy(error)) throw toDatabaseError(error, path);
    return false;
  }
}

function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toDatabaseError(error, path);
  }
}
