import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALPINE_SECDB } from '../../../src/advisories/feeds/alpine-secdb.ts';
import { CHAINGUARD_SECDB, MINIMOS_SECDB, WOLFI_SECDB } from '../../../src/advisories/feeds/rolling-secdb.ts';
import { linesOf, publisher } from './publisher.ts';

function secdb(name: string, cve: string): string {
  return JSON.stringify({ packages: [{ pkg: { name, secfixes: { '1.0-r0': [cve] } } }] });
}

test('both repositories of a branch of Alpine are read, and edge as well', async () => {
  await using at = await publisher({
    '/v3.18/main.json': secdb('curl', 'CVE-2024-1'),
    '/v3.18/community.json': secdb('ruby', 'CVE-2024-2'),
    '/edge/main.json': secdb('curl', 'CVE-2024-3'),
    '/edge/community.json': secdb('vim', 'CVE-2024-4'),
  });
  const told = await at.ask(ALPINE_SECDB, { ecosystems: ['Alpine:v3.18', 'Alpine:edge'], names: ['curl', 'ruby'] });
  assert.deepEqual(linesOf(told), [
    'CVE-2024-1 in Alpine:v3.18 curl',
    'CVE-2024-2 in Alpine:v3.18 ruby',
    'CVE-2024-3 in Alpine:edge curl',
  ]);
  assert.deepEqual(at.requests, ['/v3.18/main.json', '/v3.18/community.json', '/edge/main.json', '/edge/community.json']);
});

test('a branch from before the second repository is asked for the first alone', async () => {
  await using at = await publisher({ '/v3.2/main.json': secdb('curl', 'CVE-2015-1') });
  assert.equal((await at.ask(ALPINE_SECDB, { ecosystems: ['Alpine:v3.2'] })).length, 1);
});

test('where everything is wanted, the branches are those that the list of the folder shows', async () => {
  await using at = await publisher({
    '/': '<a href="../">../</a><a href="v3.2/">v3.2/</a><a href="edge/">edge/</a><a href="last-update">x</a>',
    '/v3.2/main.json': secdb('curl', 'CVE-2015-1'),
    '/edge/main.json': secdb('curl', 'CVE-2024-3'),
    '/edge/community.json': secdb('vim', 'CVE-2024-4'),
  });
  assert.equal((await at.ask(ALPINE_SECDB, {})).length, 3);
  at.documents.set('/', '<title>Sign in</title>');
  await assert.rejects(at.ask(ALPINE_SECDB, {}), /shows none/);
});

test('a page that asks to sign in, and a database without its end, are no documents', async () => {
  for (const document of ['<html>Please sign in</html>', '{"packages":[', '']) {
    await using at = await publisher({ '/v3.18/main.json': document, '/v3.18/community.json': '{"packages":[]}' });
    await assert.rejects(at.ask(ALPINE_SECDB, { ecosystems: ['Alpine:v3.18'] }), {
      code: 'ADVISORIES_UNAVAILABLE',
      message: /what the server sent is (?:not JSON|JSON without its end)/,
    });
    assert.equal(at.cache.kept.size, 0);
  }
});

test('distributions without releases have one document each, and it speaks of them alone', async () => {
  for (const [feed, ecosystem] of [
    [WOLFI_SECDB, 'Wolfi'],
    [CHAINGUARD_SECDB, 'Chainguard'],
    [MINIMOS_SECDB, 'MinimOS'],
  ] as const) {
    await using at = await publisher({ '/security.json': secdb('curl', 'CVE-2024-1') });
    const told = await at.ask(feed, { ecosystems: [ecosystem] });
    assert.deepEqual(linesOf(told), [`CVE-2024-1 in ${ecosystem} curl`]);
    assert.ok(feed.covers(ecosystem));
    assert.ok(!feed.covers('Alpine:v3.18'));
  }
});

test('Alpine is told from other distributions, and its branches from what is none', () => {
  for (const ecosystem of ['Alpine:v3.18', 'Alpine:edge']) assert.ok(ALPINE_SECDB.covers(ecosystem), ecosystem);
  for (const ecosystem of ['Alpine', 'Alpine:../x', 'Wolfi', 'Alpaquita:edge'])
    assert.ok(!ALPINE_SECDB.covers(ecosystem), ecosystem);
});
