import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { openSqlite } from '../../../src/advisories/database/sqlite.ts';
import { openWriter } from '../../../src/advisories/database/writer.ts';
import { record, type Stage, stage, stateOf } from './stage.ts';

const CURL = record('A', '2026-01-01', 'Debian:12/curl');
const BASH = record('B', '2026-01-01', 'Alpine:v3.18/bash');
const BOTH = { ecosystems: ['Debian', 'Alpine'] };

/** Serves two folders, and stops the update when it comes to the second. */
async function interrupted(at: Stage): Promise<void> {
  at.serve('Debian', CURL);
  at.serve('Alpine', BASH);
  const stop = new AbortController();
  at.hooks.before = (place) => {
    if (place.startsWith('Alpine/')) stop.abort(new Error('enough'));
  };
  await assert.rejects(at.update({ ...BOTH, signal: stop.signal }), /enough/);
  delete at.hooks.before;
}

/** The files beside the database. */
async function filesOf(at: Stage): Promise<readonly string[]> {
  return (await readdir(at.folder)).toSorted();
}

test('an update that is stopped leaves the old database byte for byte, and the next one goes on where it stopped', async () => {
  await using at = await stage();
  at.serve('Debian', record('OLD', '2025-01-01', 'Debian:12/curl'));
  await at.update();
  const before = await stateOf(at.file);
  at.clock.advance(8 * 24 * 60 * 60 * 1000);
  await interrupted(at);
  assert.equal(await stateOf(at.file), before);
  assert.deepEqual(await filesOf(at), ['advisories.db', 'advisories.db.part']);
  at.asked.length = 0;
  await at.update(BOTH);
  assert.deepEqual(at.asked, ['ecosystems.txt', 'Debian/modified_id.csv', 'Alpine/all.zip'], 'Debian is not fetched twice');
  assert.deepEqual(await filesOf(at), ['advisories.db']);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
  assert.deepEqual(await at.find('Alpine:v3.18', 'bash'), ['B']);
});

test('what was left behind is not gone on with where it is damaged, cut, of another version, or older than the database', async () => {
  for (const spoil of [
    async (part: string) => {
      const bytes = await readFile(part);
      await writeFile(part, bytes.fill(0xff, 8192, 8192 * 3));
    },
    (part: string) => truncate(part, 8192 * 2),
    async (part: string) => openSqlite(part).exec('PRAGMA user_version = 99'),
    (part: string) => utimes(part, 0, 0),
    (part: string) => writeFile(part, 'something else'),
  ]) {
    await using at = await stage();
    at.serve('Debian', record('OLD', '2025-01-01', 'Debian:12/curl'));
    await at.update();
    await interrupted(at);
    await spoil(`${at.file}.part`);
    at.asked.length = 0;
    await at.update(BOTH);
    assert.ok(!at.log.lines.some((line) => line.includes('is gone on with')));
    assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'OLD']);
    assert.deepEqual(await filesOf(at), ['advisories.db']);
  }
});

test('an update goes on where a killed one stopped', { skip: process.platform === 'win32' }, async () => {
  await using at = await stage();
  at.serve('Debian', CURL);
  await mkdir(at.folder, { recursive: true });
  // Writes one feed whole, begins another that is larger than what memory holds back, and dies.
  const script = `
    import { openWriter } from ${JSON.stringify(import.meta.resolve('../../../src/advisories/database/writer.ts'))};
    const entry = { ecosystem: 'Debian:12', name: 'curl', ranges: [], versions: [], severity: [] };
    const one = (id) => ({ id, aliases: [], upstream: [], related: [], summary: '', details: 'x'.repeat(100_000), severity: [], cwes: [],
      references: [], affected: [entry] });
    const writer = openWriter(process.argv[1]);
    const row = { url: '', reader: '1', confirmed: 0, whole: 0, synced: 0, records: 1, documents: [] };
    const whole = writer.change('whole');
    whole.add(one('W'));
    whole.commit({ ...row, feed: 'whole' });
    const half = writer.change('whole');
    half.clear();
    for (let index = 0; index < 1500; index += 1) half.add(one('H' + index));
    process.kill(process.pid, 'SIGKILL');
  `;
  const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script, `${at.file}.part`];
  const child = spawn(process.execPath, options, { stdio: 'inherit' });
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL']);
  assert.ok((await stat(`${at.file}.part`)).size > 10_000_000, 'the second feed is half written');
  assert.ok((await filesOf(at)).includes('advisories.db.part-journal'));
  {
    using writer = openWriter(`${at.file}.part`);
    assert.deepEqual(
      writer.sources().map(({ feed, records }) => [feed, records]),
      [['whole', 1]],
    );
    using change = writer.change('whole');
    assert.equal(change.records(), 1);
  }
  const { sources } = await at.update();
  assert.ok(at.log.lines.some((line) => line.includes('is gone on with')));
  assert.deepEqual(
    sources.map((source) => source.feed),
    ['Debian'],
  );
});

test('two updates of one database do not write into each other', async () => {
  await using at = await stage();
  at.serve('Debian', CURL);
  let other: Promise<unknown> | undefined;
  at.hooks.before = (place) => {
    if (place === 'Debian/all.zip')
      other ??= assert.rejects(at.update(), { code: 'DATABASE_UNUSABLE', message: /^Another run is writing/ });
  };
  await at.update();
  await other;
  assert.ok(other !== undefined);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
  assert.deepEqual(await filesOf(at), ['advisories.db']);
});

test('a file of another program is not overwritten, compressed or not', async () => {
  await using at = await stage();
  at.serve('Debian', CURL);
  await mkdir(at.folder, { recursive: true });
  const foreign = openSqlite(at.file);
  foreign.exec('CREATE TABLE vuln (id)');
  foreign.close();
  const bytes = await readFile(at.file);
  for (const content of [bytes, 'a letter', zstdCompressSync(bytes)]) {
    await writeFile(at.file, content);
    await assert.rejects(at.update(), { code: 'USAGE', message: /advisories\.db is not overwritten: it is/ });
    assert.deepEqual(await readFile(at.file), Buffer.from(content));
    assert.deepEqual(await filesOf(at), ['advisories.db']);
  }
});

test('a file of another program is not overwritten by what an interrupted update has left either', async () => {
  await using at = await stage();
  await interrupted(at);
  await writeFile(at.file, 'a letter');
  await utimes(at.file, 0, 0);
  await assert.rejects(at.update(), { code: 'USAGE' });
  assert.equal(await readFile(at.file, 'utf8'), 'a letter');
});

test('a database that is damaged or of another version is built from nothing', async () => {
  for (const spoil of [
    (file: string) => truncate(file, 8192 * 2),
    (file: string) => truncate(file, 0),
    async (file: string) => openSqlite(file).exec('PRAGMA user_version = 99'),
    async (file: string) => writeFile(file, (await readFile(file)).fill(0xff, 8192, 8192 * 5)),
    async (file: string) => writeFile(file, zstdCompressSync(await readFile(file)).subarray(0, 200)),
    async (file: string) => {
      openSqlite(file).exec('PRAGMA user_version = 99');
      await writeFile(file, zstdCompressSync(await readFile(file)));
    },
  ]) {
    await using at = await stage();
    at.serve('Debian', CURL);
    await at.update();
    await spoil(at.file);
    at.asked.length = 0;
    const { gaps } = await at.update();
    assert.deepEqual(gaps, []);
    assert.deepEqual(at.asked, ['ecosystems.txt', 'Debian/all.zip']);
    assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
    assert.deepEqual(await filesOf(at), ['advisories.db']);
  }
});

test('a compressed database is built, brought up to date and read as any other', async () => {
  await using at = await stage('advisories.db.zst');
  at.serve('Debian', CURL);
  await at.update();
  assert.equal((await readFile(at.file)).readUInt32LE(0), 0xfd2fb528);
  at.serve('Debian', CURL, record('B', '2026-01-13', 'Debian:12/curl'));
  at.asked.length = 0;
  await at.update();
  assert.deepEqual(at.asked, ['ecosystems.txt', 'Debian/modified_id.csv', 'Debian/B.json']);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'B']);
  assert.deepEqual(await filesOf(at), ['advisories.db.zst']);
  assert.equal((await readdir(at.scratch)).filter((name) => name.endsWith('.db')).length, 1, 'only what was read last');
});

test('whoever opens a database to write in it has it alone', async () => {
  await using at = await stage();
  await mkdir(at.folder);
  using writer = openWriter(at.file);
  assert.deepEqual(writer.sources(), []);
  assert.throws(() => openWriter(at.file), { code: 'DATABASE_UNUSABLE', message: /^Another run is writing/ });
});

test('a folder that cannot be written in is told', async () => {
  await using at = await stage();
  at.serve('Debian', CURL);
  await writeFile(at.folder, 'a file where the folder should be');
  await assert.rejects(at.update(), { code: 'DATABASE_UNUSABLE', message: /cannot be used: (?:EEXIST|ENOTDIR)/ });
});
