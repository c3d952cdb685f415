import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Agent } from 'undici';
import { type FeedQuery, fetchAdvisories } from '../../src/advisories/index.ts';
import { temporaryCache } from '../support/cache.ts';
import { fakeClock } from '../support/clock.ts';
import { recordedLog } from '../support/log.ts';
import { feedOf, osvServer } from '../support/osv.ts';
import { zipOf } from '../support/zip.ts';

const ALMALINUX = '../shared/data/osv/AlmaLinux/all.zip';

function record(id: string, ...packages: readonly (readonly [ecosystem: string, name: string])[]) {
  return { id, affected: packages.map(([ecosystem, name]) => ({ package: { ecosystem, name }, versions: ['1'] })) };
}

async function fetched(
  feeds: Readonly<Record<string, Buffer>>,
  query: readonly FeedQuery[],
  given: { feedUrls?: (url: string) => Record<string, string>; maxAge?: number; wall?: number } = {},
) {
  await using server = await osvServer(feeds);
  await using cache = await temporaryCache();
  const dispatcher = new Agent();
  const log = recordedLog();
  try {
    const ports = { dispatcher, cache, clock: fakeClock(given.wall), log };
    const places = given.feedUrls === undefined ? {} : { feedUrls: given.feedUrls(server.url) };
    const age = given.maxAge === undefined ? {} : { maxAge: given.maxAge };
    const asked = { osvUrl: server.url, feeds: query, ...places, ...age, signal: AbortSignal.timeout(60_000) };
    const result = await fetchAdvisories(asked, ports);
    return { ...result, lines: log.lines, requests: server.requests, left: await cache.leftovers() };
  } finally {
    await dispatcher.destroy();
  }
}

test('advisories are found by ecosystem and package, from several feeds', async () => {
  const { index, gaps, lines } = await fetched(
    {
      Debian: feedOf(
        record('A', ['Debian:12', 'curl'], ['Debian:12', 'curl']),
        record('B', ['Debian:12', 'bash'], ['Debian:11', 'curl']),
        record('C', ['Debian:12', 'vim']),
      ),
      PyPI: feedOf(record('D', ['PyPI', 'django'], ['Debian:12', 'curl'])),
    },
    [
      { folder: 'Debian', ecosystems: ['Debian:12'], names: new Set(['curl', 'bash']) },
      { folder: 'PyPI', ecosystems: ['PyPI'], names: new Set(['django', 'curl']) },
    ],
  );
  const ids = (ecosystem: string, name: string) => index.find(ecosystem, name).map((advisory) => advisory.id);
  assert.deepEqual(ids('Debian:12', 'curl'), ['A']);
  assert.deepEqual(ids('Debian:12', 'bash'), ['B']);
  assert.deepEqual(ids('PyPI', 'django'), ['D']);
  assert.deepEqual(ids('Debian:11', 'curl'), []);
  assert.deepEqual(ids('Debian:12', 'vim'), []);
  assert.deepEqual(
    index.sources.map((source) => [source.feed, source.records]),
    [
      ['Debian', 3],
      ['PyPI', 1],
    ],
  );
  assert.deepEqual(gaps, []);
  assert.deepEqual(lines, [
    'info: Debian advisories: 2 of 3 concern this image.',
    'info: PyPI advisories: 1 of 1 concern this image.',
  ]);
});

test('a record that lies in two feeds is one advisory', async () => {
  const both = record('A', ['Debian:12', 'curl'], ['Ubuntu:24.04', 'curl']);
  const names = new Set(['curl']);
  const ecosystems = ['Debian:12', 'Ubuntu:24.04'];
  const { index } = await fetched({ Debian: feedOf(both), Ubuntu: feedOf(both) }, [
    { folder: 'Debian', ecosystems, names },
    { folder: 'Ubuntu', ecosystems, names },
  ]);
  assert.equal(index.find('Debian:12', 'curl').length, 1);
});

test('records that cannot be read are counted and the first are named, and the others count', async () => {
  const bad = (id: string) => ({
    name: `${id}.json`,
    content: `{"id":"${id}","affected":[{"package":{"ecosystem":"Debian:12"}}]}`,
  });
  const good = { name: 'GOOD.json', content: JSON.stringify(record('GOOD', ['Debian:12', 'curl'])) };
  const { index, gaps } = await fetched(
    { Debian: zipOf([bad('B1'), { name: 'B2.json', content: '"Debian:12" {' }, good, bad('B3'), bad('B4'), bad('B5')]) },
    [{ folder: 'Debian', ecosystems: ['Debian:12'], names: new Set(['curl']) }],
  );
  assert.equal(index.find('Debian:12', 'curl')[0]?.id, 'GOOD');
  assert.equal(gaps.length, 1);
  assert.equal(gaps[0]?.subject, 'Debian advisories');
  assert.match(
    gaps[0]?.reason ?? '',
    /^5 of 6 records could not be read: B1\.json \(affected\.0\.package\.name: .*\), B2\.json \(.*JSON.*\), B3\.json \(.*\) and 2 more$/,
  );
});

test('an ecosystem that JSON may write in two ways is found in both', async () => {
  const plain = JSON.stringify(record('A', ['Maven:https://repo.example', 'g:a']));
  const feed = zipOf([
    { name: 'A.json', content: plain },
    { name: 'B.json', content: plain.replace('"A"', '"B"').replaceAll('/', '\\/') },
  ]);
  const { index } = await fetched({ Maven: feed }, [
    { folder: 'Maven', ecosystems: ['Maven:https://repo.example'], names: new Set(['g:a']) },
  ]);
  assert.equal(index.find('Maven:https://repo.example', 'g:a').length, 2);
});

test('a feed that is not there ends the scan', async () => {
  await assert.rejects(fetched({}, [{ folder: 'Debian', ecosystems: ['Debian:12'], names: new Set(['curl']) }]), {
    code: 'ADVISORIES_UNAVAILABLE',
  });
});

test('the real AlmaLinux export is read without a gap', {
  skip: existsSync(ALMALINUX) ? false : 'shared data is not here',
}, async () => {
  const { index, gaps } = await fetched({ AlmaLinux: await readFile(ALMALINUX) }, [
    { folder: 'AlmaLinux', ecosystems: ['AlmaLinux:9'], names: new Set(['openssl-libs', 'bind-libs', 'no-such-package']) },
  ]);
  assert.deepEqual(gaps, []);
  assert.equal(index.sources[0]?.records, 5637);
  const openssl = index.find('AlmaLinux:9', 'openssl-libs');
  assert.ok(openssl.length >= 10, `${openssl.length} advisories`);
  assert.ok(openssl.every((advisory) => advisory.affected.every((affected) => affected.name === 'openssl-libs')));
  assert.deepEqual(index.find('AlmaLinux:9', 'no-such-package'), []);
  assert.deepEqual(index.find('AlmaLinux:8', 'openssl-libs'), []);
});

const DEBIAN_QUERY = { folder: 'Debian', ecosystems: ['Debian:12'], names: new Set(['curl']), packages: 3 };
const PYPI_QUERY = { folder: 'PyPI', ecosystems: ['PyPI'], names: new Set(['django']), packages: 1 };
const DEBIAN_FEED = feedOf(record('A', ['Debian:12', 'curl']));

test('a feed that cannot be had is a gap that tells what went unjudged, and the others count', async () => {
  const { index, gaps, lines } = await fetched({ Debian: DEBIAN_FEED }, [PYPI_QUERY, DEBIAN_QUERY]);
  assert.equal(index.find('Debian:12', 'curl').length, 1);
  assert.deepEqual(
    index.sources.map(({ feed }) => feed),
    ['Debian'],
  );
  assert.equal(gaps.length, 1);
  assert.equal(gaps[0]?.subject, 'PyPI advisories');
  assert.match(
    gaps[0]?.reason ?? '',
    /^1 package of PyPI went unjudged by them: There is no advisory feed at http.*\/PyPI\/all\.zip\.$/,
  );
  assert.match(lines[0] ?? '', /^warning: There is no advisory feed/);
});

test('where not one feed can be had, that is an error: an empty report would close every alert', async () => {
  await assert.rejects(fetched({}, [DEBIAN_QUERY, PYPI_QUERY]), { code: 'ADVISORIES_UNAVAILABLE', message: /Debian/ });
});

test('no feed at all is no error', async () => {
  const { index, gaps } = await fetched({}, []);
  assert.deepEqual([index.sources, gaps], [[], []]);
});

test('an address that cannot be used is an error, whatever other feeds tell', async () => {
  const query = { ...DEBIAN_QUERY, others: ['debian-tracker'] };
  const feedUrls = () => ({ 'debian-tracker': 'http://tracker.example' });
  await assert.rejects(fetched({ Debian: DEBIAN_FEED }, [query], { feedUrls }), { code: 'USAGE' });
});

test('a feed that nobody knows is an error', async () => {
  await assert.rejects(fetched({ Debian: DEBIAN_FEED }, [{ ...DEBIAN_QUERY, others: ['nobody'] }]), {
    code: 'USAGE',
    message: 'There is no feed "nobody".',
  });
});

const TRACKER = { curl: { 'CVE-1': { releases: { bookworm: { status: 'resolved', fixed_version: '0' } } } } };

test('a feed beside OSV adds what it knows, though its records have the ids of others', async () => {
  const osv = feedOf({ ...record('CVE-1', ['Debian:12', 'curl']), aliases: ['DEBIAN-CVE-1'] });
  const feeds = { Debian: osv, json: Buffer.from(JSON.stringify(TRACKER)) };
  const query = { ...DEBIAN_QUERY, others: ['debian-tracker', 'wolfi-secdb'] };
  const feedUrls = (url: string) => ({ 'debian-tracker': url, 'wolfi-secdb': `${url}/never` });
  const { index, gaps, requests } = await fetched(feeds, [query], { feedUrls });
  const found = index.find('Debian:12', 'curl');
  assert.equal(found.length, 2);
  assert.deepEqual(
    found.map(({ affected }) => affected[0]?.notAffected),
    [undefined, true],
  );
  assert.deepEqual(
    index.sources.map(({ feed, modified, records }) => [feed, modified, records]),
    [
      ['Debian', '2026-01-01T00:00:00.000Z', 1],
      ['debian-tracker', '2026-01-01T00:00:00.000Z', 1],
    ],
  );
  assert.deepEqual(gaps, []);
  assert.deepEqual([...requests].sort(), ['GET /Debian/all.zip', 'GET /json']);
});

test('a feed may be asked without OSV', async () => {
  const { ecosystems, names } = DEBIAN_QUERY;
  const query = { ecosystems, names, others: ['debian-tracker'] };
  const feeds = { json: Buffer.from(JSON.stringify(TRACKER)) };
  const { index, requests } = await fetched(feeds, [query], { feedUrls: (url) => ({ 'debian-tracker': url }) });
  assert.equal(index.find('Debian:12', 'curl').length, 1);
  assert.deepEqual(requests, ['GET /json']);
});

test('a document that ends in the middle is a gap, and what was read of it counts', async () => {
  const text = JSON.stringify({ ...TRACKER, vim: {} });
  const feeds = { Debian: DEBIAN_FEED, json: Buffer.from(text.slice(0, -1)) };
  const query = { ...DEBIAN_QUERY, others: ['debian-tracker'] };
  const { index, gaps } = await fetched(feeds, [query], { feedUrls: (url) => ({ 'debian-tracker': url }) });
  assert.equal(index.find('Debian:12', 'curl').length, 2);
  assert.match(
    gaps[0]?.reason ?? '',
    /^3 packages of Debian:12 went unjudged by them: The Debian tracker advisories could not be read: /,
  );
});

test('advisories that are older than they may be are a gap', async () => {
  const day = 24 * 60 * 60 * 1000;
  const wall = Date.UTC(2026, 0, 11, 12);
  assert.deepEqual((await fetched({ Debian: DEBIAN_FEED }, [DEBIAN_QUERY], { wall, maxAge: 11 * day })).gaps, []);
  const { gaps, lines } = await fetched({ Debian: DEBIAN_FEED }, [DEBIAN_QUERY], { wall, maxAge: 10 * day });
  const reason = 'they are from 2026-01-01T00:00:00.000Z, 10 days ago, and older than db-max-age allows';
  assert.deepEqual(gaps, [{ subject: 'Debian advisories', reason }]);
  assert.ok(lines.includes(`warning: Debian advisories: ${reason}.`));
});

test('names are asked for as the ecosystem spells them', async () => {
  const feed = feedOf(record('A', ['PyPI', 'Flask_Login']), record('B', ['PyPI', 'flask']));
  const nameOf = (name: string) => name.toLowerCase().replaceAll('_', '-');
  const { index } = await fetched({ PyPI: feed }, [{ ...PYPI_QUERY, names: new Set(['flask-login']), nameOf }]);
  assert.equal(index.find('PyPI', 'flask-login')[0]?.id, 'A');
});

test('a folder that two questions go to is fetched once', async () => {
  const other = { ...DEBIAN_QUERY, ecosystems: ['Debian:11'] };
  const { requests } = await fetched({ Debian: DEBIAN_FEED }, [DEBIAN_QUERY, other]);
  assert.deepEqual(requests, ['GET /Debian/all.zip']);
});

test('each feed is asked through the connections to its host', async () => {
  await using server = await osvServer({ Debian: DEBIAN_FEED });
  await using cache = await temporaryCache();
  const hosts: string[] = [];
  const dispatcher = new Agent();
  const dispatcherTo = (host: string) => {
    hosts.push(host);
    return dispatcher;
  };
  const ports = { dispatcher, dispatcherTo, cache, clock: fakeClock(), log: recordedLog() };
  await fetchAdvisories({ osvUrl: server.url, feeds: [DEBIAN_QUERY], signal: AbortSignal.timeout(20_000) }, ports);
  assert.deepEqual(hosts, [new URL(server.url).host]);
  await dispatcher.destroy();
});
