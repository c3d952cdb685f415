import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Feed, FeedRecord } from '../../../src/advisories/feeds/feed.ts';
import { ScanError } from '../../../src/model/errors.ts';
import { advisory, affected } from '../../support/advisories.ts';
import { feed, record, type Stage, stage, stateOf } from './stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const OLD = record('A', '2026-01-10', 'Debian:12/curl');
const TRACKER = { ecosystems: ['Debian:12'] };
const PLACE = 'https://tracker.example/data';

function told(id: string): FeedRecord {
  return { advisory: advisory({ id, affected: [affected('curl', [], { ecosystem: 'Debian:12' })] }) };
}

/** Has the documents at these places come from a cache while their server is not to be reached. */
function cutOff(at: Stage, ...places: readonly string[]): void {
  at.hooks.tell = (place, document) =>
    places.includes(place) ? { ...document, outage: 'the server did not give them' } : document;
}

async function confirmed(at: Stage): Promise<readonly string[]> {
  using database = await at.openDatabase();
  return database.sources.map((source) => source.confirmed);
}

test('a record that is listed later than it was modified is found, unless it is days too late', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  await at.update();
  at.serve('Debian', OLD, record('LATE', '2026-01-09', 'Debian:12/curl'), record('LOST', '2026-01-07', 'Debian:12/curl'));
  await at.update();
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'LATE']);
});

test('a record of the future does not hide those of the present', async () => {
  const future = record('F', '2099-01-01', 'Debian:12/bash');
  const present = record('B', '2026-01-14', 'Debian:12/curl');
  for (const rounds of [[[OLD, future]], [[OLD], [OLD, future]]]) {
    await using at = await stage();
    for (const records of [...rounds, [OLD, future, present]]) {
      at.serve('Debian', ...records);
      await at.update();
    }
    assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'B']);
  }
});

test('what could not be read stays told until the whole is read again', async () => {
  await using at = await stage();
  const broken = { ...record('X', '2026-01-10'), affected: [{ package: { name: 1 } }] };
  at.serve('Debian', OLD, broken);
  const [first] = (await at.update()).gaps;
  at.documents.set('Debian/modified_id.csv', '2026-01-10T00:00:00Z,A\n');
  assert.deepEqual((await at.update()).gaps, [first]);
});

test('a copy that the server did not confirm is as old as what it was made from, and told', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  cutOff(at, 'Debian/all.zip');
  const { gaps } = await at.update();
  assert.deepEqual(gaps, [{ subject: 'Debian advisories', reason: 'the server did not give them' }]);
  assert.deepEqual(await confirmed(at), ['2026-01-13T12:00:00.000Z']);
});

test('a list of changes that the server did not confirm confirms nothing', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  await at.update();
  at.clock.advance(DAY);
  cutOff(at, 'Debian/modified_id.csv', 'Debian/all.zip');
  assert.equal((await at.update()).gaps.length, 1);
  assert.deepEqual(await confirmed(at), ['2026-01-14T00:00:00.000Z']);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
});

test('a feed of several documents is read again where any of them is another', async () => {
  await using at = await stage();
  let reads = 0;
  const tracker: Feed = {
    ...feed('tracker', 'Debian:12', () => []),
    async *read({ open }) {
      await open(new URL('https://tracker.example/index'));
      await open(new URL(PLACE));
      reads += 1;
      yield told(`T${String(reads)}`);
    },
  };
  const query = { ...TRACKER, feeds: [tracker] };
  at.documents.set('https://tracker.example/index', '1');
  at.documents.set(PLACE, '1');
  at.documents.set('ecosystems.txt', 'Debian\n');
  at.serve('Debian', OLD);
  await at.update(query);
  await at.update(query);
  assert.equal(reads, 1);
  at.documents.set(PLACE, '2');
  await at.update(query);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'T2']);
});

test('a feed that goes on whatever its documents are is not taken to have changed', async () => {
  await using at = await stage();
  let reads = 0;
  const stubborn = (...records: readonly FeedRecord[]): Feed => ({
    ...feed('tracker', 'Debian:12', () => []),
    async *read({ open }) {
      await open(new URL(PLACE)).catch(() => undefined);
      reads += 1;
      yield* records;
    },
  });
  at.documents.set(PLACE, '1');
  at.serve('Debian', OLD);
  await at.update({ ...TRACKER, feeds: [stubborn(told('T'))] });
  for (const records of [[told('U')], []]) {
    const { gaps } = await at.update({ ...TRACKER, feeds: [stubborn(...records)] });
    assert.deepEqual(gaps, []);
    assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'T']);
  }
  assert.equal(reads, 3);
});

test('a feed is read each time where its server does not say which document it gave', async () => {
  await using at = await stage();
  let reads = 0;
  const tracker = feed('tracker', 'Debian:12', () => {
    reads += 1;
    return [told('T')];
  });
  at.hooks.tell = (_, { path, url, revalidated }) => ({ path, url, revalidated });
  at.documents.set(PLACE, '1');
  at.serve('Debian', OLD);
  await at.update({ ...TRACKER, feeds: [tracker] });
  await at.update({ ...TRACKER, feeds: [tracker] });
  assert.equal(reads, 2);
});

test('a feed lies where the run is pointed, and OSV is not asked for what it does not list', async () => {
  await using at = await stage();
  const amazon = feed('amazon', 'Amazon Linux:2', () => [
    { advisory: advisory({ id: 'ALAS', affected: [affected('curl', [], { ecosystem: 'Amazon Linux:2' })] }) },
  ]);
  at.documents.set('ecosystems.txt', 'Debian\n');
  at.documents.set('https://mirror.example/amazon/data', '1');
  const query = { feeds: [amazon], ecosystems: ['Amazon Linux:2'], feedUrls: { amazon: 'https://mirror.example/amazon' } };
  assert.deepEqual((await at.update(query)).gaps, []);
  assert.deepEqual(at.asked, ['ecosystems.txt', 'https://mirror.example/amazon/data']);
  assert.deepEqual(await at.find('Amazon Linux:2', 'curl'), ['ALAS']);
});

test('a list of ecosystems that names none builds nothing', async () => {
  await using at = await stage();
  at.documents.set('ecosystems.txt', '<html>sign in</html>');
  await assert.rejects(at.updateEverything(), { code: 'ADVISORIES_UNAVAILABLE' });
  assert.equal(await stateOf(at.file), undefined);
});

test('what no other feed makes up for ends the update', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  await at.update();
  const before = await stateOf(at.file);
  at.documents.set(PLACE, new ScanError('DISK_FULL', 'The disk has no room for the advisories.'));
  await assert.rejects(at.update({ ...TRACKER, feeds: [feed('tracker', 'Debian:12', () => [])] }), { code: 'DISK_FULL' });
  assert.equal(await stateOf(at.file), before);
});
