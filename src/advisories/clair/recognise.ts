import { asking, isSqlite, openReadOnly } from './sqlite.ts';
import { schemaOf } from './schema.ts';

/**
 * Whether the file at this path is a database that clair-action made, unpacked. Nothing is written, neither to it nor beside it. Throws
 * `DATABASE_UNUSABLE` where it is an SQLite database that cannot be used, and where the file cannot be read.
 */
export async function isClairDatabase(path: string): Promise<boolean> {
  if (!(await isSqlite(path))) return false;
  const database = await openReadOnly(path);
  try {
    return asking(path, () => schemaOf(database) !== undefined);
  } finally {
    database.close();
  }
}
