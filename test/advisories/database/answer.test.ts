import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFrom } from '../../../src/advisories/database/answer.ts';
import type { FeedQuery } from '../../../src/advisories/index.ts';
import { advisory, affected } from '../../support/advisories.ts';
import { feed, record, type Stage, stage } from './stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const DEBIAN: FeedQuery = { folder: 'Debian', ecosystems: ['Debian:12', 'Debian:13'], names: new Set(['curl']), packages: 7 };
const ALPINE: FeedQuery = { folder: 'Alpine', ecosystems: ['Alpine:v3.18'], names: new Set(['curl']) };

async function built(): Promise<Stage> {
  const at = await stage();
  at.serve('Debian', record('A', '2026-01-01', 'Debian:12/curl', 'Debian:13/curl', 'Debian:14/curl', 'Debian:12/bash'));
  await at.update();
  return at;
}

async function ask(at: Stage, feeds: readonly FeedQuery[], maxAge?: number) {
  using database = await at.openDatabase();
  const { index, gaps } = answerFrom(database, { feeds, ...(maxAge === undefined ? {} : { maxAge }) }, at);
  return { curl: index.find('Debian:12', 'curl'), sources: index.sources.map((source) => source.feed), gaps };
}

test('an advisory is found with its entries of all ecosystems that are asked for, and of no others', async () => {
  await using at = await built();
  const { curl, sources, gaps } = await ask(at, [DEBIAN]);
  assert.deepEqual(
    curl.map((one) => one.affected.map((entry) => `${entry.ecosystem}/${entry.name}`)),
    [['Debian:12/curl', 'Debian:13/curl']],
  );
  assert.deepEqual(sources, ['Debian']);
  assert.deepEqual(gaps, []);
});

test('what is asked twice is told once', async () => {
  await using at = await built();
  assert.equal((await ask(at, [DEBIAN, DEBIAN])).curl.length, 1);
});

test('feeds that are not asked do not speak, and those that do not know the release are not missed', async () => {
  await using at = await built();
  const entry = affected('curl', [], { ecosystem: 'Debian:12' });
  const tracker = feed('debian-tracker', 'Debian:12', () => [{ advisory: advisory({ id: 'T', affected: [entry] }) }]);
  at.documents.set('https://debian-tracker.example/data', '1');
  await at.update({ feeds: [tracker], ecosystems: ['Debian:12'] });
  assert.equal((await ask(at, [DEBIAN])).curl.length, 1);
  const { curl, gaps } = await ask(at, [{ ...DEBIAN, others: ['debian-tracker', 'alpine-secdb'] }]);
  assert.deepEqual(
    curl.map(({ id }) => id),
    ['A', 'T'],
  );
  assert.deepEqual(gaps, []);
});

test('what the database does not hold is a gap, and an error where that is everything', async () => {
  await using at = await built();
  const { gaps } = await ask(at, [DEBIAN, ALPINE, { ...DEBIAN, others: ['debian-tracker'] }]);
  assert.deepEqual(gaps, [
    {
      subject: 'Alpine advisories',
      reason: 'the database does not hold them: 1 names of packages of Alpine:v3.18 went unjudged by them',
    },
    {
      subject: 'debian-tracker advisories',
      reason: 'the database does not hold them: 7 packages of Debian:12, Debian:13 went unjudged by them',
    },
  ]);
  await assert.rejects(ask(at, [ALPINE]), {
    code: 'ADVISORIES_UNAVAILABLE',
    message: `The database ${at.file} holds nothing that speaks of this image: no Alpine advisories.`,
  });
  assert.deepEqual((await ask(at, [])).gaps, []);
});

test('what was fetched longer ago than is allowed is a gap and a warning', async () => {
  await using at = await built();
  at.clock.advance(3 * DAY);
  assert.deepEqual((await ask(at, [DEBIAN], 3 * DAY)).gaps, []);
  assert.deepEqual((await ask(at, [DEBIAN])).gaps, []);
  const reason =
    'they were fetched 2026-01-14T00:00:00.000Z (made 2026-01-13T12:00:00.000Z), 3 days ago, and are older than db-max-age allows';
  assert.deepEqual((await ask(at, [DEBIAN], 3 * DAY - 1)).gaps, [{ subject: 'Debian advisories', reason }]);
  assert.ok(at.log.lines.includes(`warning: Debian advisories: ${reason}.`));
});

test('what could not be read when the database was made is a gap of each scan', async () => {
  await using at = await stage();
  const broken = { ...record('B', '2026-01-01'), affected: [{ package: { name: 1 } }] };
  at.serve('Debian', record('A', '2026-01-01', 'Debian:12/curl'), broken);
  await at.update();
  const { gaps } = await ask(at, [DEBIAN]);
  assert.equal(gaps.length, 1);
  assert.match(gaps[0]?.reason ?? '', /^1 records could not be read when the database was made: B\.json/);
});
