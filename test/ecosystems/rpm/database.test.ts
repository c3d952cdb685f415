import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RPM_BDB, RPM_NDB, RPM_READERS, RPM_SQLITE } from '../../../src/ecosystems/rpm/database.ts';
import { LONE_WAL } from '../../../src/ecosystems/rpm/lone-wal.ts';
import type { FileContent, Reader } from '../../../src/model/inventory.ts';
import { pathSet } from '../../../src/model/path-set.ts';
import { writeBdb } from './bdb-files.ts';
import { writePackages } from './databases.ts';
import { type Field, fileFields, TAG, texts, writeHeader } from './headers.ts';
import { writeNdb } from './ndb-files.ts';
import { writeWithWal } from './wal-files.ts';

const read = (bytes: Uint8Array): FileContent => RPM_SQLITE.read({ path: 'var/lib/rpm/rpmdb.sqlite', bytes });
const header = (name: string, ...more: ReadonlyArray<readonly [number, Field]>): Buffer =>
  writeHeader([[TAG.name, name], [TAG.version, '1.2'], [TAG.release, '3.el9'], [TAG.arch, 'x86_64'], ...more]);

const FOLDERS = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];

test('Each form of the database is wanted at each of its places, by one reader', () => {
  const readerOf = (path: string): readonly string[] =>
    RPM_READERS.filter((reader) => isWanted(reader, path)).map(({ id }) => id);
  for (const folder of FOLDERS) {
    assert.deepEqual(readerOf(`${folder}/rpmdb.sqlite`), ['rpm-sqlite']);
    assert.deepEqual(readerOf(`${folder}/Packages`), ['rpm-bdb']);
    assert.deepEqual(readerOf(`${folder}/Packages.db`), ['rpm-ndb']);
    assert.deepEqual(readerOf(`${folder}/rpmdb.sqlite-wal`), ['sqlite-wal']);
    for (const name of ['rpmdb.sqlite-shm', 'Name', '.rpm.lock', 'a/Packages'])
      assert.deepEqual(readerOf(`${folder}/${name}`), [], name);
  }
  assert.deepEqual(readerOf('srv/var/lib/rpm/rpmdb.sqlite'), []);
  for (const reader of [RPM_SQLITE, RPM_BDB, RPM_NDB]) assert.deepEqual(reader.places, FOLDERS);
});

function isWanted(reader: Reader, path: string): boolean {
  return reader.wants(path, 1);
}

test('A package has its epoch where it is not zero, and its source has the same', () => {
  const { packages, gap } = read(
    writePackages([
      header('bash', [TAG.sourceRpm, 'bash-1.2-3.el9.src.rpm'], [TAG.vendor, 'AlmaLinux']),
      header('openssl-libs', [TAG.epoch, 1], [TAG.sourceRpm, 'openssl-fips-3.0.1-41.el9_0.src.rpm']),
      header('zero', [TAG.epoch, 0], [TAG.sourceRpm, 'zero-1.2-3.el9.nosrc.rpm']),
      header('odd', [TAG.sourceRpm, '(none)']),
      header('gpg-pubkey'),
      header('nginx', [TAG.label, 'nginx:1.22:9020020230427104310:rhel9:x86_64']),
    ]),
  );
  assert.equal(gap, undefined);
  const common = { version: '1.2-3.el9', arch: 'x86_64' };
  assert.deepEqual(packages, [
    { name: 'bash', ...common, source: { name: 'bash', version: '1.2-3.el9' }, vendor: 'AlmaLinux' },
    {
      name: 'openssl-libs',
      version: '1:1.2-3.el9',
      arch: 'x86_64',
      source: { name: 'openssl-fips', version: '1:3.0.1-41.el9_0' },
    },
    { name: 'zero', ...common, source: { name: 'zero', version: '1.2-3.el9' } },
    { name: 'odd', ...common },
    { name: 'nginx', ...common, module: 'nginx:1.22' },
  ]);
});

test('A broken header is told, and the rest is kept', () => {
  const nameless = writeHeader([
    [TAG.version, '1'],
    [TAG.release, '1'],
  ]);
  const one = read(writePackages([header('a'), Buffer.from('short'), header('b')]));
  assert.deepEqual(
    one.packages.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.equal(one.gap, 'a header is too short.');
  const two = read(writePackages([nameless, header('a'), Buffer.alloc(0)]));
  assert.equal(two.packages.length, 1);
  assert.equal(two.gap, '2 records are broken, the first thus: a header lacks a name, a version or a release.');
});

test('A database that breaks off keeps what came before, and tells that it broke off', () => {
  const whole = writePackages(
    Array.from({ length: 60 }, (_, at) => header(`package-${at}`)),
    'PRAGMA page_size = 512',
  );
  const half = read(whole.subarray(0, whole.length - 3 * 512));
  assert.ok(half.packages.length > 10 && half.packages.length < 60);
  assert.match(half.gap ?? '', /^page \d+ is not in the file\.$/);
  assert.throws(() => read(whole.subarray(0, 512)), /page 2 is not in the file/);
  assert.throws(() => read(Buffer.from('no database')), /too short/);
});

test('Every form of the database tells the same', () => {
  const blobs = [header('a'), header('gpg-pubkey'), header('b', ...files('usr/bin/b')), Buffer.from('short')];
  const expected = read(writePackages(blobs));
  assert.deepEqual(
    expected.packages.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.equal(expected.gap, 'a header is too short.');
  assert.deepEqual(RPM_BDB.read({ path: 'var/lib/rpm/Packages', bytes: writeBdb(blobs) }), expected);
  assert.deepEqual(RPM_NDB.read({ path: 'var/lib/rpm/Packages.db', bytes: writeNdb(blobs) }), expected);
});

test('An empty file of an older form is nothing', () => {
  for (const reader of [RPM_BDB, RPM_NDB]) assert.deepEqual(reader.read({ path: '', bytes: Buffer.alloc(0) }), { packages: [] });
});

test('A package tells its files, and one whose list of them is broken is a package still', () => {
  const { packages, owned, gap } = read(
    writePackages([
      header('with', ...files('usr/bin/with', 'etc/with')),
      header('without'),
      header('broken', [TAG.names, texts(['a'])]),
      header('gpg-pubkey', ...files('key')),
    ]),
  );
  assert.deepEqual(
    packages.map(({ name }) => name),
    ['with', 'without', 'broken'],
  );
  assert.deepEqual(owned, [{ owner: 'with', files: pathSet(['usr/bin/with', 'etc/with']) }]);
  assert.equal(gap, 'a header has names of files without their folders.');
});

function files(...paths: readonly string[]): ReadonlyArray<readonly [number, Field]> {
  return fileFields({ folders: ['/'], files: paths.map((path) => [0, path]) });
}

const LOGGED = writeWithWal((database) => {
  database.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)');
  const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)');
  insert.run(header('a'));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  insert.run(header('b'));
});

test('What is in the log beside a database counts, and the log by itself is no gap then', () => {
  for (const folder of FOLDERS) {
    const [path, log] = [`${folder}/rpmdb.sqlite`, `${folder}/rpmdb.sqlite-wal`];
    const names = (companions: ReadonlyMap<string, Uint8Array>): readonly string[] =>
      RPM_SQLITE.read({ path, bytes: LOGGED.database, companions }).packages.map(({ name }) => name);
    assert.deepEqual(names(new Map([[log, LOGGED.wal]])), ['a', 'b']);
    assert.deepEqual(names(new Map()), ['a']);
    assert.deepEqual(RPM_SQLITE.companions?.(path), [log]);
    assert.deepEqual(LONE_WAL.companions?.(log), [path]);
    const companions = new Map([[path, LOGGED.database]]);
    assert.deepEqual(LONE_WAL.read({ path: log, bytes: LOGGED.wal, companions }), { packages: [] });
  }
});

test('A log without its database is a gap where it changes anything', () => {
  const path = 'var/lib/rpm/rpmdb.sqlite-wal';
  const { gap } = LONE_WAL.read({ path, bytes: LOGGED.wal, companions: new Map() });
  assert.equal(gap, 'it holds changes that were never written to var/lib/rpm/rpmdb.sqlite, which is not in its layer.');
  assert.deepEqual(LONE_WAL.read({ path, bytes: Buffer.alloc(0) }), { packages: [] });
  assert.deepEqual(LONE_WAL.read({ path, bytes: LOGGED.wal.subarray(0, 32) }), { packages: [] });
  assert.ok(LONE_WAL.wants('var/lib/dnf/history.sqlite-wal') && !LONE_WAL.wants('var/lib/rpm/rpmdb.sqlite'));
});
