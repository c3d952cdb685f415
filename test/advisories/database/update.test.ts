import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedRecord } from '../../../src/advisories/feeds/feed.ts';
import { advisory, affected } from '../../support/advisories.ts';
import { feed, outage, OSV_URL, record, type Stage, stage, stateOf } from './stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const OLD = record('A', '2026-01-01', 'Debian:12/curl');
const NEW = record('B', '2026-01-05', 'Debian:12/curl', 'Debian:13/curl');

const CURL = affected('curl', [], { ecosystem: 'Debian:12' });

/** All that the database says of some packages, and what it says of itself. */
async function contents(at: Stage) {
  using database = await at.openDatabase();
  const packages = ['curl', 'bash', 'vim'].flatMap((name) => ['Debian:12', 'Debian:13'].map((one) => [one, name] as const));
  return {
    found: packages.map(([ecosystem, name]) => database.find(ecosystem, name)),
    records: database.sources.map((source) => [source.feed, source.records]),
  };
}

test('an update writes down what a folder says, and when it was made and fetched', async () => {
  await using at = await stage();
  at.serve('Debian', OLD, NEW);
  const { sources, gaps } = await at.update();
  assert.deepEqual(gaps, []);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'B']);
  assert.deepEqual(await at.find('Debian:13', 'curl'), ['B']);
  using database = await at.openDatabase();
  assert.deepEqual(database.sources, sources);
  const { etag, ...source } = sources[0]!;
  assert.match(etag ?? '', /^"[0-9a-f]{64}"$/);
  assert.deepEqual(source, {
    feed: 'Debian',
    url: `${OSV_URL}/Debian/all.zip`,
    modified: '2026-01-13T12:00:00.000Z',
    records: 2,
    revalidated: false,
    confirmed: '2026-01-14T00:00:00.000Z',
  });
});

test('a later update fetches the list of changes and the changed records alone, and says what a build from nothing says', async () => {
  await using at = await stage();
  at.serve('Debian', OLD, NEW, record('C', '2026-01-02', 'Debian:12/bash'), record('D', '2026-01-02', 'Debian:12/vim'));
  await at.update();
  const changed = [
    record('A', '2026-01-14', 'Debian:12/bash'),
    NEW,
    { ...record('C', '2026-01-15', 'Debian:12/bash'), withdrawn: '2026-01-15T00:00:00Z' },
    record('D', '2026-01-02', 'Debian:12/vim'),
    record('E', '2026-01-14', 'Debian:13/vim', 'Debian:13/vim'),
  ];
  at.serve('Debian', ...changed);
  at.clock.advance(DAY);
  at.asked.length = 0;
  await at.update();
  assert.deepEqual(at.asked.toSorted(), [
    'Debian/A.json',
    'Debian/C.json',
    'Debian/E.json',
    'Debian/modified_id.csv',
    'ecosystems.txt',
  ]);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['B']);
  assert.deepEqual(await at.find('Debian:12', 'bash'), ['A']);
  assert.ok(at.log.lines.includes('info: Debian advisories: 4, of which 3 have changed.'), at.log.lines.join('\n'));
  const updated = await contents(at);
  await using other = await stage();
  other.serve('Debian', ...changed);
  await other.update();
  assert.deepEqual(updated, await contents(other));
});

test('what was withdrawn is asked for once', async () => {
  await using at = await stage();
  at.serve('Debian', OLD, NEW);
  await at.update();
  at.serve('Debian', OLD, { ...NEW, modified: '2026-01-14T00:00:00Z', withdrawn: '2026-01-14T00:00:00Z' });
  await at.update();
  assert.deepEqual(await at.find('Debian:13', 'curl'), []);
  at.asked.length = 0;
  await at.update();
  assert.deepEqual(at.asked, ['ecosystems.txt', 'Debian/modified_id.csv']);
});

test('after a week a folder is fetched whole again, and what is gone from it goes; before, it stays', async () => {
  await using at = await stage();
  at.serve('Debian', OLD, NEW);
  await at.update();
  at.serve('Debian', OLD);
  at.clock.advance(6 * DAY);
  await at.update();
  assert.deepEqual(await at.find('Debian:13', 'curl'), ['B']);
  at.clock.advance(1.1 * DAY);
  at.asked.length = 0;
  await at.update();
  assert.deepEqual(at.asked, ['ecosystems.txt', 'Debian/all.zip']);
  assert.deepEqual(await at.find('Debian:13', 'curl'), []);
});

test('a folder is fetched whole where its list of changes cannot be used or is too long, and where another program read it', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  await at.update();
  const whole = async (options = {}) => {
    at.asked.length = 0;
    await at.update(options);
    return at.asked.includes('Debian/all.zip');
  };
  assert.equal(await whole(), false);
  assert.equal(await whole({ reader: '2' }), true);
  at.documents.set('Debian/modified_id.csv', '<html>');
  assert.equal(await whole({ reader: '2' }), true);
  at.documents.set('Debian/modified_id.csv', outage());
  assert.equal(await whole({ reader: '2' }), true);
  at.documents.set('Debian/modified_id.csv', '2026-01-14T00:00:00Z,GONE\n');
  assert.equal(await whole({ reader: '2' }), true);
  at.documents.set(
    'Debian/modified_id.csv',
    Array.from({ length: 2001 }, (_, index) => `2026-01-14T00:00:00Z,X-${String(index)}\n`).join(''),
  );
  assert.equal(await whole({ reader: '2' }), true);
  assert.ok(!at.asked.some((place) => place.includes('X-')));
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
});

test('a changed record that cannot be read is told, stays what it was, and is asked for again', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  await at.update();
  at.serve('Debian', { ...OLD, modified: '2026-01-14T00:00:00Z', affected: [{ package: { name: 1 } }] });
  for (const _ of [1, 2]) {
    const { gaps, sources } = await at.update();
    assert.deepEqual(
      gaps.map(({ subject }) => subject),
      ['Debian advisories'],
    );
    assert.match(gaps[0]?.reason ?? '', /^1 records could not be read when the database was made: A\.json \(affected/);
    assert.equal(sources[0]?.fault, gaps[0]?.reason);
    assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
  }
  at.documents.set('Debian/A.json', JSON.stringify({ ...NEW, modified: '2026-01-14T00:00:00Z' }));
  assert.match((await at.update()).gaps[0]?.reason ?? '', /it is the record of B/);
});

test('a record keeps in each folder what speaks of it, and names are those that packages are asked by', async () => {
  await using at = await stage();
  const both = record('A', '2026-01-01', 'Debian:12/curl', 'PyPI/Foo.Bar');
  at.serve('PyPI', both);
  const nameOf = (folder: string) => (folder === 'PyPI' ? (name: string) => name.toLowerCase().replace('.', '-') : undefined);
  await at.update({ ecosystems: ['PyPI'], nameOf });
  assert.deepEqual(await at.find('PyPI', 'foo-bar'), ['A']);
  assert.deepEqual(await at.find('Debian:12', 'curl'), []);
  at.serve('Debian', both);
  await at.update({ ecosystems: ['PyPI', 'Debian:12'], nameOf });
  assert.deepEqual(await at.find('PyPI', 'foo-bar'), ['A']);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
});

test('everything is what OSV lists and what lies beside it; what is no longer asked for goes', async () => {
  await using at = await stage();
  const beside: FeedRecord = { advisory: advisory({ id: 'T', affected: [CURL] }) };
  const tracker = feed('tracker', 'Debian:12', () => [beside, { unread: 'X (why)' }]);
  at.documents.set('ecosystems.txt', 'Debian\nAlpine:v3.18\nAlpine\n[EMPTY]\n\n');
  at.documents.set('https://tracker.example/data', '1');
  at.serve('Debian', OLD);
  at.serve('Alpine', record('X', '2026-01-01', 'Alpine:v3.18/curl'));
  const named = (sources: readonly { feed: string }[]) => sources.map((source) => source.feed);
  const all = await at.updateEverything({ feeds: [tracker] });
  assert.deepEqual(named(all.sources), ['Debian', 'Alpine', 'tracker']);
  assert.deepEqual(all.gaps, [
    { subject: 'tracker advisories', reason: '1 records could not be read when the database was made: X (why)' },
  ]);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'T']);
  assert.deepEqual(named((await at.update({ feeds: [tracker] })).sources), ['Debian']);
  assert.deepEqual(await at.find('Alpine:v3.18', 'curl'), []);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A']);
  assert.deepEqual(named((await at.update({ feeds: [tracker], ecosystems: ['Debian:12'] })).sources), ['Debian', 'tracker']);
  const besideOf = (folder: string) => (folder === 'Debian' ? ['tracker'] : []);
  assert.deepEqual(named((await at.update({ feeds: [tracker], besideOf })).sources), ['Debian', 'tracker']);
});

test('an ecosystem that nobody speaks of is refused', async () => {
  await using at = await stage();
  at.documents.set('ecosystems.txt', 'Debian\n');
  await assert.rejects(at.update({ ecosystems: ['Debain'] }), {
    code: 'USAGE',
    message: 'No feed speaks of the ecosystem "Debain".',
  });
});

test('a feed whose documents are the same is not read again, until one of them is another', async () => {
  await using at = await stage();
  let reads = 0;
  const tracker = feed('tracker', 'Debian:12', () => {
    reads += 1;
    return [{ advisory: advisory({ id: `T${String(reads)}`, affected: [CURL] }) }];
  });
  const query = { feeds: [tracker], ecosystems: ['Debian:12'] };
  at.serve('Debian', OLD);
  at.documents.set('https://tracker.example/data', '1');
  await at.update(query);
  at.clock.advance(DAY);
  const { sources } = await at.update(query);
  assert.equal(reads, 1);
  assert.equal(sources[1]?.confirmed, '2026-01-15T00:00:00.000Z');
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'T1']);
  at.documents.set('https://tracker.example/data', '2');
  await at.update(query);
  assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'T2']);
});

test('a feed that cannot be had, or breaks off, or suddenly says nothing, is a gap, and what the database had of it stays', async () => {
  await using at = await stage();
  let told: () => Iterable<FeedRecord> = () => [{ advisory: advisory({ id: 'T', affected: [CURL] }) }];
  const query = { feeds: [feed('tracker', 'Debian:12', () => told())], ecosystems: ['Debian:12'] };
  const place = 'https://tracker.example/data';
  at.serve('Debian', OLD);
  at.documents.set(place, '1');
  await at.update(query);
  at.clock.advance(DAY);
  const breaksOff = function* () {
    yield { advisory: advisory({ id: 'U', affected: [CURL, affected('new', [], { ecosystem: 'Debian:99' })] }) };
    throw new Error('it broke off');
  };
  const held = 'the database holds those of 2026-01-14T00:00:00.000Z';
  for (const [content, says, reason] of [
    [outage(), told, 'They could not be fetched: the server answered 503'],
    ['2', breaksOff, 'The tracker advisories could not be read: it broke off'],
    ['3', () => [], 'The tracker advisories could not be read: they hold no advisory'],
  ] as const) {
    at.documents.set(place, content);
    told = says;
    const { gaps, sources } = await at.update(query);
    assert.deepEqual(gaps, [{ subject: 'tracker advisories', reason: `${held}: ${reason}` }]);
    assert.equal(sources[1]?.confirmed, '2026-01-14T00:00:00.000Z');
    assert.deepEqual(await at.find('Debian:12', 'curl'), ['A', 'T']);
  }
});

test('what a feed that broke off has named first is found by what others say of it', async () => {
  await using at = await stage();
  const entry = affected('new', [], { ecosystem: 'Debian:99' });
  const one = (id: string): FeedRecord => ({ advisory: advisory({ id, affected: [entry] }) });
  const first = feed('first', 'Debian:99', function* () {
    yield one('F');
    throw new Error('it broke off');
  });
  const second = feed('second', 'Debian:99', () => [one('S')]);
  at.serve('Debian', OLD);
  at.documents.set('https://first.example/data', '1');
  at.documents.set('https://second.example/data', '1');
  await at.update({ feeds: [first, second], ecosystems: ['Debian:99'] });
  assert.deepEqual(await at.find('Debian:99', 'new'), ['S']);
});

test('where not one feed can be had, the old database stays as it is and nothing lies about', async () => {
  await using at = await stage();
  at.serve('Debian', OLD);
  await at.update();
  const before = await stateOf(at.file);
  at.documents.set('Debian/modified_id.csv', outage());
  at.documents.set('Debian/all.zip', outage());
  await assert.rejects(at.update(), { code: 'ADVISORIES_UNAVAILABLE' });
  assert.equal(await stateOf(at.file), before);
  assert.equal(await stateOf(`${at.file}.part`), undefined);
});
