import type { FileContent, FileReader, OwnedFiles, Reader } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';
import type { PathSet } from '../../model/path-set.ts';
import { readBdb } from './bdb.ts';
import { readFileList } from './file-list.ts';
import { Faults } from './faults.ts';
import { inRpmFolders, RPM_FOLDERS } from './folders.ts';
import { openHeader, readFields } from './header.ts';
import { LONE_WAL } from './lone-wal.ts';
import { RPM_MANIFEST } from './manifest.ts';
import { readNdb } from './ndb.ts';
import { isKey, packageOf } from './package.ts';
import { openSqlite, readTable } from './sqlite.ts';
import { walOf } from './sqlite-wal.ts';

/** A package's header as a database holds it, or why it could not be read. */
type Blob = Uint8Array | string;

// A server with every package of its distribution has less.
const LARGEST = 256 * 1024 * 1024;

const SQLITE_FILES = inRpmFolders('rpmdb.sqlite');

/** Reads rpm's database of installed packages in its SQLite form: https://rpm-software-management.github.io/rpm/manual/ */
export const RPM_SQLITE: FileReader = {
  id: 'rpm-sqlite',
  wants: (path) => SQLITE_FILES.includes(path),
  places: RPM_FOLDERS,
  largest: LARGEST,
  companions: (path) => (SQLITE_FILES.includes(path) ? [walOf(path)] : []),
  read: ({ path, bytes, companions }) => readDatabase(readSqlite(bytes, companions?.get(walOf(path)))),
};

/** Reads the same in the form of Berkeley DB, as rpm kept it until 2020. */
export const RPM_BDB: FileReader = {
  id: 'rpm-bdb',
  wants: (path) => inRpmFolders('Packages').includes(path),
  places: RPM_FOLDERS,
  largest: LARGEST,
  read: ({ bytes }) => (bytes.length === 0 ? LEFT_BEHIND : readDatabase(readBdb(bytes))),
};

/** Reads the same in rpm's own form, as SUSE keeps it. */
export const RPM_NDB: FileReader = {
  id: 'rpm-ndb',
  wants: (path) => inRpmFolders('Packages.db').includes(path),
  places: RPM_FOLDERS,
  largest: LARGEST,
  read: ({ bytes }) => (bytes.length === 0 ? LEFT_BEHIND : readDatabase(readNdb(bytes))),
};

/** Everything that tells the packages of a system of rpms. */
export const RPM_READERS: readonly Reader[] = [RPM_SQLITE, RPM_BDB, RPM_NDB, LONE_WAL, RPM_MANIFEST];

/** rpm leaves empty files behind where it changed from one form to another. */
const LEFT_BEHIND: FileContent = { packages: [] };

function* readSqlite(bytes: Uint8Array, log: Uint8Array | undefined): Generator<Blob> {
  for (const { values } of readTable(openSqlite(bytes, log), 'Packages')) {
    const [, blob] = values;
    yield blob instanceof Uint8Array ? blob : 'a row has no header.';
  }
}

function readDatabase(blobs: Iterable<Blob>): FileContent {
  const packages: PackageRecord[] = [];
  const owned: OwnedFiles[] = [];
  const faults = new Faults();
  try {
    for (const blob of blobs) {
      const found = typeof blob === 'string' ? blob : readPackage(blob);
      if (typeof found === 'string') faults.add(found);
      else if (!isKey(found.record)) {
        packages.push(found.record);
        if (typeof found.files === 'string') faults.add(found.files);
        else if (found.files.hashes.length > 0) owned.push({ owner: found.record.name, files: found.files });
      }
    }
  } catch (error) {
    // What came before the broken page is sound; but a database that yields nothing at all has failed as a whole.
    if (packages.length === 0 || !(error instanceof Error)) throw error;
    faults.add(error.message);
  }
  return { packages, ...(owned.length === 0 ? {} : { owned }), ...faults.gap() };
}

/** What one header tells. A package whose list of files is broken is a package still. */
interface FoundPackage {
  readonly record: PackageRecord;
  /** Or why they could not be read. */
  readonly files: PathSet | string;
}

/** A header's package, or why it could not be read. */
function readPackage(blob: Uint8Array): FoundPackage | string {
  return orReason(() => {
    const header = openHeader(blob);
    return { record: packageOf(readFields(header)), files: orReason(() => readFileList(header)) };
  });
}

/** What a function returns, or why it threw an Error. */
function orReason<Result>(read: () => Result): Result | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}
