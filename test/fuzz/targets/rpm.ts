import { RPM_BDB, RPM_NDB, RPM_SQLITE } from '../../../src/ecosystems/rpm/database.ts';
import { DNF_HISTORY } from '../../../src/ecosystems/rpm/dnf-history.ts';
import type { FileReader } from '../../../src/model/inventory.ts';
import { writeBdb } from '../../ecosystems/rpm/bdb-files.ts';
import { writePackages } from '../../ecosystems/rpm/databases.ts';
import { writeHistory } from '../../ecosystems/rpm/histories.ts';
import { writeNdb } from '../../ecosystems/rpm/ndb-files.ts';
import { fileFields, TAG, texts, writeHeader } from '../../ecosystems/rpm/headers.ts';
import { sealWal, writeWithWal } from '../../ecosystems/rpm/wal-files.ts';
import type { FuzzTarget } from '../target.ts';

/** A header with every field that is read, and one with the paths as they were once written. */
const HEADERS: readonly Uint8Array[] = [
  writeHeader([
    [TAG.name, 'openssl-libs'],
    [TAG.version, '3.0.1'],
    [TAG.release, '41.el9_0'],
    [TAG.epoch, 1],
    [TAG.vendor, 'AlmaLinux'],
    [TAG.arch, 'aarch64'],
    [TAG.sourceRpm, 'openssl-3.0.1-41.el9_0.src.rpm'],
    [TAG.label, 'a:b:1:c:x86_64'],
    ...fileFields({
      folders: ['/usr/lib64/', '/etc/'],
      files: [
        [0, 'libssl.so.3'],
        [0, 'libcrypto.so.3'],
        [1, 'pki'],
      ],
    }),
  ]),
  writeHeader([
    [TAG.name, 'old'],
    [TAG.version, '1'],
    [TAG.release, '2'],
    [TAG.oldPaths, texts(['/bin/sh', '/etc/passwd'])],
  ]),
];
const MANY = Array.from({ length: 12 }, () => HEADERS).flat();

const DATABASE = 'var/lib/rpm/rpmdb.sqlite';
const HISTORY = 'var/lib/dnf/history.sqlite';

const reading =
  (reader: FileReader, path: string) =>
  (bytes: Uint8Array): void =>
    void reader.read({ path, bytes });

/** The database that the logs are of, and a log of three transactions. */
const { database, wal } = writeWithWal((opened) => {
  opened.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL); PRAGMA wal_checkpoint(TRUNCATE)');
  const insert = opened.prepare('INSERT INTO Packages (blob) VALUES (?)');
  for (const header of MANY.slice(0, 6)) insert.run(header);
  opened.exec('DELETE FROM Packages WHERE hnum = 2');
}, 'PRAGMA page_size = 512');

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'rpm-header',
    corpus: () => HEADERS,
    // One package in a database of a form that is not in its way.
    run: (bytes) => void RPM_BDB.read({ path: 'var/lib/rpm/Packages', bytes: writeBdb([bytes]) }),
  },
  {
    name: 'rpm-bdb',
    corpus: () => [writeBdb(MANY), writeBdb(MANY, { littleEndian: false })],
    run: reading(RPM_BDB, 'var/lib/rpm/Packages'),
  },
  { name: 'rpm-ndb', corpus: () => [writeNdb(MANY)], run: reading(RPM_NDB, 'var/lib/rpm/Packages.db') },
  {
    name: 'sqlite',
    corpus: () => [writePackages(MANY, 'PRAGMA page_size = 512'), writePackages(MANY)],
    run: reading(RPM_SQLITE, DATABASE),
  },
  {
    name: 'sqlite-wal',
    corpus: () => [wal],
    run(bytes) {
      // As it is, most of its frames do not count; with new checksums they do, with whatever is in them.
      for (const log of [bytes, sealWal(bytes)]) {
        RPM_SQLITE.read({ path: DATABASE, bytes: database, companions: new Map([[`${DATABASE}-wal`, log]]) });
      }
    },
  },
  { name: 'dnf-history', corpus: () => [writeHistory('4'), writeHistory('5')], run: reading(DNF_HISTORY, HISTORY) },
];
