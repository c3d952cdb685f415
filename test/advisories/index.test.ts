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

async function fetched(feeds: Readonly<Record<string, Buffer>>, query: readonly FeedQuery[]) {
  await using server = await osvServer(feeds);
  await using cache = await temporaryCache();
  const dispatcher = new Agent();
  const log = recordedLog();
  try {
    const ports = { dispatcher, cache, clock: fakeClock(), log };
    const result = await fetchAdvisories({ osvUrl: server.url, feeds: query, signal: AbortSignal.timeout(60_000) }, ports);
    return { ...result, lines: log.lines };
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
