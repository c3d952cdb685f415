import type { FileReader } from '../../model/inventory.ts';
import { DNF_HISTORIES } from './dnf-history.ts';
import { inRpmFolders, RPM_FOLDERS } from './folders.ts';
import { readWal, walOf } from './sqlite-wal.ts';

/** The database that a write-ahead log is of, by the path of the log. */
const DATABASES: ReadonlyMap<string, string> = new Map(
  [...inRpmFolders('rpmdb.sqlite'), ...DNF_HISTORIES].map((path) => [walOf(path), path]),
);

/**
 * Finds write-ahead logs whose database is in another layer. Beside its database, a log is read with it; alone, what it changes cannot
 * be told, and the database of the other layer is not what the system has.
 */
export const LONE_WAL: FileReader = {
  id: 'sqlite-wal',
  wants: (path) => DATABASES.has(path),
  places: [...RPM_FOLDERS, ...DNF_HISTORIES.map(walOf)],
  largest: 256 * 1024 * 1024,
  companions: (path) => {
    const database = DATABASES.get(path);
    return database === undefined ? [] : [database];
  },
  read({ path, bytes, companions }) {
    const database = DATABASES.get(path) ?? '';
    // SQLite leaves the log empty, or with nothing that counts, where the database has everything.
    if (companions?.has(database) === true || readWal(bytes) === undefined) return { packages: [] };
    return { packages: [], gap: `it holds changes that were never written to ${database}, which is not in its layer.` };
  },
};
