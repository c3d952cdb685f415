import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Agent } from 'undici';
import { answerFrom } from '../../../src/advisories/database/answer.ts';
import { type FeedQuery, fetchAdvisories } from '../../../src/advisories/index.ts';
import type { Advisory } from '../../../src/model/advisory.ts';
import { temporaryCache } from '../../support/cache.ts';
import { fakeClock } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { osvServer } from '../../support/osv.ts';
import { record, stage } from './stage.ts';

const DATA = '../shared/data/osv';
const FOLDERS = ['AlmaLinux', 'PyPI', 'crates.io'];

function has(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

/** PEP 503. */
function nameOf(folder: string): ((name: string) => string) | undefined {
  return folder === 'PyPI' ? (name) => name.toLowerCase().replaceAll(/[-_.]+/g, '-') : undefined;
}

test('of the real exports, the database says of every package what the feeds say themselves', {
  skip: existsSync(DATA) ? false : 'shared data is not here',
  timeout: 120_000,
}, async () => {
  await using at = await stage();
  const archives: Record<string, Buffer> = {};
  for (const folder of FOLDERS) {
    archives[folder] = await readFile(`${DATA}/${folder}/all.zip`);
    at.documents.set(`${folder}/all.zip`, archives[folder]);
  }
  const { gaps } = await at.update({ ecosystems: FOLDERS, nameOf });
  assert.deepEqual(gaps, []);

  const everything = { has: () => true } as unknown as ReadonlySet<string>;
  const releases: Readonly<Record<string, readonly string[]>> = { AlmaLinux: ['AlmaLinux:10'] };
  const feeds = FOLDERS.map((folder): FeedQuery => {
    const spelled = nameOf(folder);
    return { folder, ecosystems: releases[folder] ?? [folder], names: everything, ...(spelled ? { nameOf: spelled } : {}) };
  });
  await using server = await osvServer(archives);
  await using cache = await temporaryCache();
  const dispatcher = new Agent();
  const ports = { dispatcher, cache, clock: fakeClock(), log: recordedLog() };
  const signal = AbortSignal.timeout(100_000);
  const asked = await fetchAdvisories({ osvUrl: server.url, feeds, signal }, ports);
  await dispatcher.destroy();

  using database = await at.openDatabase();
  const { index } = answerFrom(database, { feeds }, at);
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const raw = new DatabaseSync(at.file, { readOnly: true });
  const keys = raw
    .prepare('SELECT DISTINCT ecosystem.name AS ecosystem, affected.name AS name FROM affected JOIN ecosystem ON id = ecosystem')
    .all();
  raw.close();
  let compared = 0;
  for (const { ecosystem, name } of keys as unknown as readonly { ecosystem: string; name: string }[]) {
    if (!feeds.some((feed) => feed.ecosystems.includes(ecosystem))) continue;
    const told = index.find(ecosystem, name);
    assert.deepEqual(told, sorted(asked.index.find(ecosystem, name), name), `${ecosystem} ${name}`);
    compared += told.length;
  }
  assert.ok(compared > 9000, `only ${String(compared)} were compared`);
});

/** A feed keeps an advisory with its entries of all packages that are wanted. */
function sorted(advisories: readonly Advisory[], name: string): readonly Advisory[] {
  return advisories
    .map((one) => ({ ...one, affected: one.affected.filter((entry) => entry.name === name) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

test('sqlite3 finds nothing wrong with a database, nor anything left over in it', {
  skip: has('sqlite3') ? false : 'sqlite3 is not here',
}, async () => {
  await using at = await stage();
  const records = (day: string) =>
    Array.from({ length: 500 }, (_, index) =>
      record(`A-${String(index)}`, day, `Debian:12/p-${String(index % 90)}`, `Debian:13/p-${String(index % 70)}`),
    );
  at.serve('Debian', ...records('2026-01-01'));
  await at.update();
  at.serve('Debian', ...records('2026-01-14').slice(0, 300), {
    ...records('2026-01-14')[300]!,
    withdrawn: '2026-01-14T00:00:00Z',
  });
  await at.update();
  const sql = `PRAGMA integrity_check; PRAGMA foreign_key_check;
    SELECT count(*) FROM advisory WHERE body IS NOT NULL; SELECT count(*) FROM coverage;
    SELECT count(*) FROM affected WHERE advisory NOT IN (SELECT id FROM advisory) OR coverage NOT IN (SELECT id FROM coverage);
    SELECT count(*) FROM coverage WHERE advisory NOT IN (SELECT id FROM advisory);`;
  const { stdout, stderr } = spawnSync('sqlite3', [at.file, sql], { encoding: 'utf8' });
  assert.deepEqual(stdout.trim().split('\n'), ['ok', '499', '499', '0', '0'], stderr);
});

test('zstd and we read what the other has compressed', { skip: has('zstd') ? false : 'zstd is not here' }, async () => {
  await using at = await stage('advisories.db.zst');
  at.serve('Debian', record('A', '2026-01-01', 'Debian:12/curl'));
  await at.update();
  const { stdout, status } = spawnSync('zstd', ['-dc', at.file]);
  assert.equal(status, 0);
  assert.equal(stdout.toString('latin1', 0, 15), 'SQLite format 3');
  await writeFile(at.file, spawnSync('zstd', ['-19', '-c'], { input: stdout }).stdout);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
});
