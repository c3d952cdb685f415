import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { zstdCompressSync } from 'node:zlib';
import { openDatabase } from '../../../src/advisories/database/reader.ts';
import { openSqlite } from '../../../src/advisories/database/sqlite.ts';
import { ScanError } from '../../../src/model/errors.ts';
import { mutate, seededRandom } from '../../support/mutations.ts';
import { record, type Stage, stage } from './stage.ts';

const READER = import.meta.resolve('../../../src/advisories/database/reader.ts');
const NAMES = Array.from({ length: 40 }, (_, index) => `package-${String(index)}`);

/** A stage whose database holds forty packages. */
async function built(name?: string): Promise<Stage> {
  const at = await stage(name);
  const records = NAMES.map((one, index) => ({
    ...record(`A-${String(index)}`, '2026-01-01', `Debian:12/${one}`),
    details: `${one} `.repeat(60),
  }));
  at.serve('Debian', ...records);
  await at.update();
  return at;
}

function unusable(message: RegExp): object {
  return { name: 'ScanError', code: 'DATABASE_UNUSABLE', message };
}

test('a file that is no database of ours is refused, and the error says what it is', async () => {
  await using at = await built();
  const whole = await readFile(at.file);
  const cases: readonly (readonly [(file: string) => Promise<unknown>, RegExp])[] = [
    [
      async (file) => openSqlite(file).exec('PRAGMA user_version = 7'),
      /of version 7, and this version of Hullcheck reads version 1\.$/,
    ],
    [async (file) => openSqlite(file).exec('PRAGMA application_id = 7'), /it is the database of another program\.$/],
    [async (file) => truncate(file, whole.length - 1), /it was cut: \d+ bytes of \d+ are there\.$/],
    [async (file) => truncate(file, 50), /it was cut\.$/],
    [async (file) => truncate(file, 0), /it is empty\.$/],
    [async (file) => writeFile(file, '<html>sign in</html>'), /it is no SQLite file\.$/],
    [async (file) => writeFile(file, zstdCompressSync('<html>sign in</html>')), /it is no SQLite file\.$/],
    [async (file) => writeFile(file, zstdCompressSync(zstdCompressSync(whole))), /it is compressed twice\.$/],
    [async (file) => writeFile(file, zstdCompressSync(whole).subarray(0, 3000)), /it (?:cannot be decompressed|was cut)/],
    [async (file) => rename(file, `${file}.gone`), /^There is no database at .*advisories\.db\.$/],
    [
      async (file) => writeFile(file, Buffer.concat([whole.subarray(0, 100), Buffer.alloc(whole.length - 100, 0xff)])),
      /it is damaged/,
    ],
  ];
  for (const [spoil, message] of cases) {
    await writeFile(at.file, whole);
    await spoil(at.file);
    await assert.rejects(at.openDatabase(), unusable(message));
  }
  const unpacked = (await readdir(at.scratch)).filter((name) => name.endsWith('.db'));
  assert.equal(unpacked.length, 2, 'what cannot be decompressed to its end leaves nothing behind');
  await writeFile(at.file, whole);
  assert.deepEqual(await at.find('Debian:12', 'package-7'), ['A-7']);
});

test('of a database with bytes changed in it nothing wrong is read: what is found is right, or an error says so', async () => {
  await using at = await built();
  const whole = await readFile(at.file);
  using sound = await at.openDatabase();
  const right = new Map(NAMES.map((name) => [name, JSON.stringify(sound.find('Debian:12', name))]));
  let refused = 0;
  let found = 0;
  for (let seed = 0; seed < 150; seed += 1) {
    const path = join(at.folder, 'mutated.db');
    // The header and the first page are the business of the test above.
    await writeFile(path, Buffer.concat([whole.subarray(0, 8192), mutate(whole.subarray(8192), seededRandom(seed))]));
    try {
      using database = await openDatabase(path);
      for (const name of NAMES) {
        for (const one of database.find('Debian:12', name)) {
          found += 1;
          assert.ok(right.get(name)?.includes(JSON.stringify(one)), `seed ${String(seed)}: ${JSON.stringify(one)}`);
        }
      }
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      assert.equal(error.code, 'DATABASE_UNUSABLE');
      refused += 1;
    }
  }
  assert.ok(refused > 50 && found > 1000, `${String(refused)} refused, ${String(found)} found`);
});

test('a record whose bytes have changed on the disk is an error', async () => {
  await using at = await built();
  const whole = await readFile(at.file);
  // A page that was split leaves bytes behind, so that the text may be there twice.
  for (let place = whole.indexOf(' package-7 '); place !== -1; place = whole.indexOf(' package-7 ', place + 1))
    whole.write('P', place + 1);
  await writeFile(at.file, whole);
  using database = await at.openDatabase();
  assert.throws(() => database.find('Debian:12', 'package-7'), unusable(/the checksum of a record is wrong\.$/));
  assert.equal(database.find('Debian:12', 'package-8').length, 1);
});

test('a database in which a row is missing that another one names is an error', async () => {
  for (const table of ['coverage', 'advisory', 'source']) {
    await using at = await built();
    const raw = openSqlite(at.file);
    raw.exec(`DELETE FROM ${table}`);
    raw.close();
    using database = await at.openDatabase();
    assert.throws(
      () => database.within({ ecosystems: ['Debian:12'], feeds: ['Debian'] }).find('Debian:12', 'package-7'),
      unusable(/ (?:is no number|has no bytes|of a source that is not there)\.$/),
    );
  }
});

test('a database is read where nobody can write, beside the journal of who knows what', {
  skip: process.getuid?.() === 0 ? false : 'only root can be somebody else',
}, async () => {
  await using at = await built();
  await writeFile(`${at.file}-journal`, Buffer.alloc(1024, 0xd9));
  await writeFile(`${at.file}-wal`, Buffer.alloc(1024, 0x37));
  await chmod(at.file, 0o444);
  for (const folder of [at.folder, join(at.folder, '..')]) await chmod(folder, 0o555);
  const before = await readdir(at.folder);
  const script = `
    const { openDatabase } = await import(process.argv[1]);
    process.setgid(65534);
    process.setuid(65534);
    using database = await openDatabase(process.argv[2]);
    process.stdout.write(database.find('Debian:12', 'package-7')[0].id);
  `;
  const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script, READER, at.file];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  assert.equal(stdout, 'A-7', stderr);
  assert.deepEqual(await readdir(at.folder), before);
});

test('many read at once, and whoever has it open reads on while it is replaced', async () => {
  await using at = await built();
  using opened = await at.openDatabase();
  const script = `
    const { parentPort, workerData } = await import('node:worker_threads');
    const { openDatabase } = await import(workerData.reader);
    let found = 0;
    for (let round = 0; round < 20; round += 1) {
      using database = await openDatabase(workerData.file);
      for (const name of workerData.names) found += database.find('Debian:12', name).length;
    }
    parentPort.postMessage(found);
  `;
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  const workers = Array.from(
    { length: 3 },
    () => new Worker(url, { workerData: { reader: READER, file: at.file, names: NAMES } }),
  );
  const counts = Promise.all(
    workers.map((worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))),
  );
  at.serve('Debian', ...NAMES.map((name, index) => record(`B-${String(index)}`, '2026-01-14', `Debian:12/${name}`)));
  await at.update({ reader: '2' });
  assert.deepEqual(await counts, [800, 800, 800]);
  assert.deepEqual(
    opened.find('Debian:12', 'package-7').map(({ id }) => id),
    ['A-7'],
  );
  assert.deepEqual(await at.find('Debian:12', 'package-7'), ['B-7']);
});
