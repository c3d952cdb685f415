import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { readRecord } from '../../../src/ecosystems/rpm/sqlite-record.ts';
import { lacking, unpack } from '../outside.ts';
import { randomNumbers, type Row, rowsOf, writeDatabase, writePackages } from './databases.ts';

const ALMALINUX_9 = 'rootfs/almalinux-9-20220901-micro-aarch64.tar.gz';

/** Blobs of many lengths: some fit into a leaf, some overflow by a byte, some by many pages. */
function someBlobs(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => new Uint8Array((at * at * 7) % 9000).fill(at));
}

/** The row id stands in no record: SQLite fills it in, and the reader gives null. */
const plain = (rows: readonly Row[]): readonly (readonly number[] | null)[] =>
  rows.map(([, blob]) => (blob instanceof Uint8Array ? [...blob] : null));

for (const pageSize of [512, 1024, 4096, 32_768, 65_536]) {
  test(`A table of pages of ${pageSize} bytes is read whole, with its long rows`, () => {
    const blobs = someBlobs(400);
    const bytes = writePackages(blobs, `PRAGMA page_size = ${pageSize}`);
    assert.equal(bytes.readUInt16BE(16), pageSize % 65_536 || 1);
    assert.deepEqual(
      plain(rowsOf(bytes)),
      blobs.map((blob) => [...blob]),
    );
  });
}

test('A tree of several levels is read in the order of its row ids, without the rows that were deleted', () => {
  const kept: number[] = [];
  const bytes = writeDatabase((database) => {
    database.exec('PRAGMA page_size = 512; CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB); BEGIN');
    const insert = database.prepare('INSERT INTO Packages VALUES (?, ?)');
    for (let at = 0; at < 20_000; at += 1) insert.run((at * 7919) % 20_011, Buffer.from(String((at * 7919) % 20_011)));
    database.exec('DELETE FROM Packages WHERE hnum % 3 = 0 OR hnum BETWEEN 5000 AND 9000; COMMIT');
    for (const row of database.prepare('SELECT hnum FROM Packages ORDER BY hnum').iterate()) kept.push(Number(row['hnum']));
  });
  assert.ok(kept.length > 5000);
  assert.deepEqual(
    rowsOf(bytes).map(([, blob]) => Number(Buffer.from(blob as Uint8Array))),
    kept,
  );
});

test('Values of every type are read', () => {
  const small = [null, 0, 1, -1, 127, -128, 40_000, -8_000_000, 2 ** 31, -(2 ** 40), 2 ** 52, 0.5];
  const values = [...small, '', 'text', '\u00fc\u{1f680}', Buffer.from([1, 2]), Buffer.alloc(0)];
  const bytes = writeDatabase((database) => {
    database.exec('CREATE TABLE t (v)');
    const insert = database.prepare('INSERT INTO t VALUES (?)');
    for (const value of values) insert.run(value);
  });
  const read = rowsOf(bytes, 't').map(([value]) => (value instanceof Uint8Array ? Buffer.from(value) : value));
  assert.deepEqual(read, values);
});

test('Names are found in every encoding, and in a schema that overflows', () => {
  for (const encoding of ['UTF-8', 'UTF-16le', 'UTF-16be']) {
    const columns = Array.from({ length: 300 }, (_, at) => `column_${at}`).join(', ');
    const bytes = writePackages(someBlobs(5), `PRAGMA encoding = '${encoding}'; CREATE TABLE before (${columns})`);
    assert.equal(rowsOf(bytes).length, 5, encoding);
  }
});

test('Bytes that a page reserves for others are left alone', () => {
  const blobs = someBlobs(300);
  const bytes = writeDatabase((database, file) => {
    database.exec('PRAGMA page_size = 1024; PRAGMA user_version = 1');
    database.close();
    const empty = readFileSync(file);
    empty[20] = 32;
    empty.writeUInt16BE(1024 - 32, 105);
    writeFileSync(file, empty);
    const reopened = new DatabaseSync(file);
    reopened.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB); BEGIN');
    const insert = reopened.prepare('INSERT INTO Packages (blob) VALUES (?)');
    for (const blob of blobs) insert.run(blob);
    reopened.exec('COMMIT');
    assert.equal(reopened.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
    reopened.close();
  });
  assert.equal(bytes[20], 32);
  assert.deepEqual(
    plain(rowsOf(bytes)),
    blobs.map((blob) => [...blob]),
  );
});

test('A database that was auto-vacuumed is read', () => {
  const blobs = someBlobs(200);
  assert.deepEqual(
    plain(rowsOf(writePackages(blobs, 'PRAGMA page_size = 512; PRAGMA auto_vacuum = FULL'))),
    blobs.map((blob) => [...blob]),
  );
});

test('What is no database, or lacks the table, is refused', () => {
  const bytes = writePackages([]);
  assert.deepEqual(rowsOf(bytes), []);
  assert.throws(() => rowsOf(bytes, 'packages'), /no table packages/);
  assert.throws(() => rowsOf(new Uint8Array(0)), /too short/);
  assert.throws(() => rowsOf(new Uint8Array(4096)), /not an SQLite database/);
  for (const size of [0, 256, 1000, 4097]) {
    const odd = Buffer.from(bytes);
    odd.writeUInt16BE(size, 16);
    assert.throws(() => rowsOf(odd), /page size/, `${size}`);
  }
});

/** A copy in which one page's field was overwritten. Pages count from one. */
function patched(bytes: Buffer, page: number, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(value, (page - 1) * bytes.readUInt16BE(16) + at);
  return copy;
}

test('Pages that lead back to themselves or to one another end in an error', () => {
  const bytes = writePackages(someBlobs(400), 'PRAGMA page_size = 512');
  const root = 2;
  assert.equal(bytes[512], 5);
  assert.throws(() => rowsOf(patched(bytes, root, 8, root)), /page 2 is used twice/);
  assert.throws(() => rowsOf(patched(bytes, root, 8, 1)), /page 1 is used twice/);
  assert.throws(() => rowsOf(patched(bytes, root, 8, 0)), /page 0 is not in the file/);
  assert.throws(() => rowsOf(patched(bytes, root, 8, 0xffff_ffff)), /not in the file/);
  const long = writePackages([new Uint8Array(5000)], 'PRAGMA page_size = 512');
  const chain = long.length / 512 - 2;
  assert.throws(() => rowsOf(patched(long, chain, 0, chain)), /is used twice/);
});

test('A page of another kind, and a cell that lies elsewhere or goes on too long, end in an error', () => {
  const tree = writePackages(someBlobs(400), 'PRAGMA page_size = 512');
  const index = Buffer.from(tree);
  index[512] = 10;
  assert.throws(() => rowsOf(index), /page 2 is not a page of a table/);
  for (const pointer of [0, 13, 510, 0xffff]) {
    const moved = Buffer.from(tree.subarray(0, 1024));
    moved.writeUInt16BE(pointer, 512 + 12);
    assert.throws(() => rowsOf(moved), /a cell lies outside of its page/, `${pointer}`);
  }
  const long = writePackages([new Uint8Array(50)], 'PRAGMA page_size = 512');
  const cell = 512 + long.readUInt16BE(512 + 8);
  assert.equal(long[cell], 53);
  long[cell] = 54;
  assert.throws(() => rowsOf(long), /a cell is longer than its page/);
});

test('A row that promises more than its record holds is refused', () => {
  const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
  assert.deepEqual(readRecord(Buffer.from([3, 1, 15, 7, 65]), decode), [7, 'A']);
  assert.throws(() => readRecord(Buffer.from([3, 1, 15, 7]), decode), /longer than its record/);
  assert.throws(() => readRecord(Buffer.from([9, 1]), decode), /longer than its record|cut off/);
  assert.throws(() => readRecord(Buffer.from([2, 10]), decode), /unknown type 10/);
  assert.throws(() => readRecord(Buffer.alloc(0), decode), /cut off/);
});

test('A chain of nodes deeper than any tree ends in an error', () => {
  const pages = 100;
  const bytes = Buffer.concat([writePackages([], 'PRAGMA page_size = 512').subarray(0, 512), Buffer.alloc(512 * pages)]);
  for (let page = 2; page <= pages; page += 1) {
    bytes[(page - 1) * 512] = 5;
    bytes.writeUInt32BE(page + 1, (page - 1) * 512 + 8);
  }
  assert.throws(() => rowsOf(bytes), /lies too deep/);
});

test('Cells that share their bytes do not multiply them', () => {
  const bytes = writePackages([new Uint8Array(30_000)], 'PRAGMA page_size = 65536');
  const leaf = 65_536;
  const pointer = bytes.readUInt16BE(leaf + 8);
  const cells = 1000;
  bytes.writeUInt16BE(cells, leaf + 3);
  for (let cell = 0; cell < cells; cell += 1) bytes.writeUInt16BE(pointer, leaf + 8 + cell * 2);
  assert.throws(() => rowsOf(bytes), /longer than its page/);
});

test('A file that is cut off anywhere, or has bytes turned over, ends in rows or in an error, at once', () => {
  const bytes = writePackages(someBlobs(120), 'PRAGMA page_size = 512');
  const numbers = randomNumbers(275);
  const next = (below: number): number => numbers.next().value % below;
  const started = performance.now();
  let errors = 0;
  for (let run = 0; run < 3000; run += 1) {
    const copy = Buffer.from(bytes.subarray(0, run % 3 === 0 ? next(bytes.length) : bytes.length));
    for (let flip = next(12); flip >= 0 && copy.length > 0; flip -= 1) {
      // Headers of pages are where a lie does most harm.
      const page = next(2) === 0 ? Math.floor(next(copy.length) / 512) * 512 + next(12) : next(copy.length);
      copy[page % copy.length] = next(256);
    }
    try {
      assert.ok(rowsOf(copy).length < copy.length);
    } catch (error) {
      assert.equal((error as Error).constructor, Error, String((error as Error).stack));
      errors += 1;
    }
  }
  assert.ok(errors > 1000 && errors < 3000, `${errors}`);
  assert.ok(performance.now() - started < 20_000);
});

test('The database of AlmaLinux 9 has the rows that SQLite reads', {
  skip: lacking({ files: [ALMALINUX_9], tools: ['tar'] }),
}, () => {
  const root = unpack(ALMALINUX_9, ['var/lib/rpm']);
  try {
    const file = join(root, 'var/lib/rpm/rpmdb.sqlite');
    const database = new DatabaseSync(file);
    for (const table of ['Packages', 'Name', 'Basenames', 'Requirename', 'Sigmd5']) {
      const expected = database
        .prepare(`SELECT * FROM "${table}" ORDER BY rowid`)
        .all()
        .map((row) => Object.values(row));
      const rows = rowsOf(readFileSync(file), table);
      assert.ok(rows.length > 10, table);
      const restored = table === 'Packages' ? rows.map(([, blob], at) => [expected[at]?.[0], blob]) : rows;
      assert.deepEqual(
        restored.map((row) => row.map(comparable)),
        expected.map((row) => row.map(comparable)),
        table,
      );
    }
    database.close();
  } finally {
    rmSync(root, { recursive: true });
  }
});

function comparable(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
