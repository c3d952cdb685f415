import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWal, walOf } from '../../../src/ecosystems/rpm/sqlite-wal.ts';
import { rowsOf } from './databases.ts';
import { type DatabaseWithWal, rowsInSqlite, sealWal, writeWithWal } from './wal-files.ts';

const LARGE = 512;
const FRAME = 24 + LARGE;

/** Three transactions: rows, changes that make pages free, and rows again. */
function changed(pragmas = `PRAGMA page_size = ${LARGE}`): DatabaseWithWal {
  return writeWithWal((database) => {
    database.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO t VALUES (1, 'before')");
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); BEGIN');
    const insert = database.prepare('INSERT INTO t (text) VALUES (?)');
    for (let at = 0; at < 40; at += 1) insert.run(`${at} `.repeat((at * at) % 700));
    database.exec("COMMIT; DELETE FROM t WHERE id % 3 = 0; UPDATE t SET text = 'after' WHERE id % 5 = 0");
    database.exec("INSERT INTO t (text) VALUES ('last')");
  }, pragmas);
}

/** Rows with their ids, which the reader gives beside them. */
const ours = ({ database, wal }: DatabaseWithWal): readonly unknown[] => rowsOf(database, 't', wal).map(([, text]) => text);
const theirs = (files: DatabaseWithWal): readonly unknown[] => rowsInSqlite(files, 't').map(([, text]) => text);

test('A log that is cut off anywhere gives the rows that SQLite finds with it', () => {
  const { database, wal } = changed();
  const frames = (wal.length - 32) / FRAME;
  assert.ok(frames > 30);
  const seen = new Set<number>();
  for (let length = 0; length <= wal.length; length += 1 + Math.floor(FRAME / 3)) {
    const files = { database, wal: wal.subarray(0, length) };
    const rows = ours(files);
    assert.deepEqual(rows, theirs(files), `${length}`);
    seen.add(rows.length);
  }
  assert.deepEqual(ours({ database, wal }), theirs({ database, wal }));
  assert.deepEqual(
    rowsOf(database, 't').map(([, text]) => text),
    ['before'],
  );
  assert.ok(seen.size >= 3);
});

test('A log with a fault in its header or in a frame gives the rows that SQLite finds with it', () => {
  const { database, wal } = changed();
  const frame = 32 + 7 * FRAME;
  // SQLite refuses a database whose log is of another version, and so is it here: bytes 4 to 7.
  const places = [...range(0, 4), ...range(8, 32), ...range(frame, frame + 24), frame + 24, frame + FRAME - 1, wal.length - 1];
  for (const at of places) {
    const faulty = Buffer.from(wal);
    faulty[at] = (faulty[at] ?? 0) ^ 0x10;
    assert.deepEqual(ours({ database, wal: faulty }), theirs({ database, wal: faulty }), `${at}`);
  }
});

test('A frame that is of no page ends a log, as it does for SQLite', () => {
  const { database, wal } = changed();
  const odd = Buffer.from(wal);
  odd.writeUInt32BE(0, 32 + 7 * FRAME);
  const sealed = sealWal(odd);
  assert.deepEqual(ours({ database, wal: sealed }), theirs({ database, wal: sealed }));
  assert.ok(ours({ database, wal: sealed }).length < ours({ database, wal }).length);
});

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}

test('A log that was begun anew leaves alone what is behind its end', () => {
  const { database, wal } = writeWithWal((opened) => {
    opened.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); BEGIN');
    const insert = opened.prepare('INSERT INTO t (text) VALUES (?)');
    for (let at = 0; at < 100; at += 1) insert.run('old '.repeat(100));
    opened.exec("COMMIT; PRAGMA wal_checkpoint(RESTART); UPDATE t SET text = 'new' WHERE id = 7");
  }, 'PRAGMA page_size = 512');
  assert.ok(wal.length > 50 * FRAME);
  assert.deepEqual([...(readWal(wal)?.pages.values() ?? [])].length, 1);
  const rows = ours({ database, wal });
  assert.deepEqual(rows, theirs({ database, wal }));
  assert.equal(rows.filter((text) => text === 'new').length, 1);
});

test('A database that became smaller has no pages behind its new end', () => {
  const files = writeWithWal((database) => {
    database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); BEGIN');
    const insert = database.prepare('INSERT INTO t (text) VALUES (?)');
    for (let at = 0; at < 100; at += 1) insert.run('old '.repeat(100));
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM t WHERE id > 10; VACUUM');
  });
  assert.deepEqual(ours(files), theirs(files));
  assert.equal(ours(files).length, 10);
  const wal = Buffer.from(files.wal);
  const last = wal.length - (24 + 4096);
  assert.ok(wal.readUInt32BE(last + 4) > 1);
  wal.writeUInt32BE(1, last + 4);
  assert.throws(() => ours({ ...files, wal: sealWal(wal) }), /page 2 is not in the file/);
});

test('Checksums over words of either byte order are right, and over the other order wrong', () => {
  const { database, wal } = changed();
  const rows = ours({ database, wal });
  for (const magic of [0x377f0682, 0x377f0683]) {
    const sealed = sealWal(wal, magic);
    assert.deepEqual(ours({ database, wal: sealed }), rows);
    assert.deepEqual(theirs({ database, wal: sealed }), rows);
    sealed.writeUInt32BE(magic ^ 1, 0);
    assert.equal(readWal(sealed), undefined);
  }
});

test('Pages of every size are replaced', () => {
  for (const pageSize of [1024, 4096, 65_536]) {
    const files = changed(`PRAGMA page_size = ${pageSize}`);
    assert.deepEqual(ours(files), theirs(files), `${pageSize}`);
  }
});

test('A log that holds nothing, or is none, changes nothing; one that cannot be understood is refused', () => {
  const { database, wal } = changed();
  assert.equal(readWal(Buffer.alloc(0)), undefined);
  assert.equal(readWal(wal.subarray(0, 32)), undefined);
  assert.equal(readWal(Buffer.alloc(5000)), undefined);
  for (const [pageSize, counts] of [
    [256, false],
    [1024, true],
    [1032, false],
    [65_536, true],
    [131_072, false],
  ] as const) {
    const odd = Buffer.concat([wal.subarray(0, 32), Buffer.alloc(24 + pageSize)]);
    odd.writeUInt32BE(pageSize, 8);
    odd.writeUInt32BE(1, 32);
    odd.writeUInt32BE(1, 36);
    assert.equal(readWal(sealWal(odd)) !== undefined, counts, `${pageSize}`);
  }
  const newer = Buffer.from(wal);
  newer.writeUInt32BE(3_007_001, 4);
  assert.throws(() => readWal(sealWal(newer)), /unknown version 3007001/);
  const other = withoutFirst(changed('PRAGMA page_size = 1024').wal);
  assert.throws(() => ours({ database, wal: other }), /pages of another size/);
  assert.throws(() => ours({ database: Buffer.alloc(0), wal }), /too short/);
  assert.equal(walOf('var/lib/rpm/rpmdb.sqlite'), 'var/lib/rpm/rpmdb.sqlite-wal');
});

/** A log in which no frame is the first page of a database, which would tell its page size with it. */
function withoutFirst(wal: Buffer): Buffer {
  const changes = Buffer.from(wal);
  for (let at = 32; at < changes.length; at += 24 + changes.readUInt32BE(8)) {
    if (changes.readUInt32BE(at) === 1) changes.writeUInt32BE(2, at);
  }
  return sealWal(changes);
}
