import type { DatabaseSync } from 'node:sqlite';
import type { AdvisoryIndex, AdvisorySource } from '../../model/advisory.ts';
import { ScanError } from '../../model/errors.ts';
import { messageOf } from '../fault.ts';
import { createLookup, type Scope } from './lookup.ts';
import { checkFile } from './schema.ts';
import { type SourceRow, toSourceRow } from './source-row.ts';
import { immutableAddress, openSqlite, toDatabaseError, unusable } from './sqlite.ts';

/** A finished database of advisories. Looking something up throws `DATABASE_UNUSABLE` where it is damaged. */
export interface Database extends AdvisoryIndex, Disposable {
  readonly path: string;
  readonly sources: readonly DatabaseSource[];
  /** What the feeds of the scope say of its ecosystems. */
  within(scope: Scope): Pick<AdvisoryIndex, 'find'>;
}

/** A feed as the database holds it. */
export interface DatabaseSource extends AdvisorySource {
  /** When the server last said that this was the newest there is: RFC 3339. */
  readonly confirmed: string;
  /** Why not all of it could be read when the database was made. */
  readonly fault?: string;
}

/**
 * Opens a database that nobody changes, which is what a finished one is: any number of runs may read it, and it may lie where nobody can
 * write. It is not compressed: see `unpackedDatabase`. Throws `DATABASE_UNUSABLE`.
 */
export async function openDatabase(path: string): Promise<Database> {
  await checkFile(path).catch((error: unknown) => {
    throw toReadError(error, path);
  });
  let database: DatabaseSync | undefined;
  try {
    database = openSqlite(immutableAddress(path), { readOnly: true });
    const sources = database.prepare('SELECT * FROM source ORDER BY feed').all().map(toSourceRow);
    return createReader(database, path, sources);
  } catch (error) {
    database?.close();
    throw toReadError(error, path);
  }
}

function createReader(database: DatabaseSync, path: string, rows: readonly SourceRow[]): Database {
  const lookup = createLookup(database);
  const feeds = rows.map(({ feed }) => feed);
  const look: typeof lookup = (...question) => {
    try {
      return lookup(...question);
    } catch (error) {
      throw toReadError(error, path);
    }
  };
  return {
    path,
    sources: rows.map(toSource),
    find: (ecosystem, name) => look(ecosystem, name, { ecosystems: [ecosystem], feeds }),
    within: (scope) => ({
      find: (ecosystem, name) => (scope.ecosystems.includes(ecosystem) ? look(ecosystem, name, scope) : []),
    }),
    [Symbol.dispose]: () => database.close(),
  };
}

/** A source as reports tell of it. */
export function toSource({ feed, url, etag, modified, records, confirmed, fault }: SourceRow): DatabaseSource {
  return {
    feed,
    url,
    ...(etag === undefined ? {} : { etag }),
    ...(modified === undefined ? {} : { modified }),
    records,
    revalidated: false,
    confirmed: new Date(confirmed).toISOString(),
    ...(fault === undefined ? {} : { fault }),
  };
}

function toReadError(error: unknown, path: string): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new ScanError('DATABASE_UNUSABLE', `There is no database at ${path}.`, {
      hint: 'Build it with mode: update, or check db-file.',
      cause: error,
    });
  }
  const known = toDatabaseError(error, path);
  return known instanceof ScanError ? known : unusable(path, messageOf(error), error);
}
