import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import { createDocuments } from '../../src/advisories/document.ts';
import { cut, feedOf, hangs, MADE, redirect, sends, status } from '../support/osv.ts';
import { zipOf } from '../support/zip.ts';
import { assertNothingLeft, assertWhole, code, DEBIAN, stage } from './stage.ts';

/** Dead after a moment of silence, so that a test need not wait as long as a scan would. */
function impatient(seen: Dispatcher.DispatchOptions[]): Dispatcher {
  return new Agent().compose((dispatch) => (options, handler) => {
    seen.push(options);
    return dispatch({ ...options, headersTimeout: 30, bodyTimeout: 30 }, handler);
  });
}

test('a document is fetched, verified and kept with what revalidates it', async () => {
  await using at = await stage();
  const document = await at.fetch();
  assert.deepEqual(at.server.requests, ['GET /Debian/all.zip']);
  const { path, ...told } = document;
  assert.deepEqual(told, {
    url: `${at.server.url}/Debian/all.zip`,
    etag: `"${DEBIAN.length}"`,
    modified: '2026-01-01T00:00:00.000Z',
    revalidated: false,
  });
  assert.deepEqual(await readFile(path), DEBIAN);
  assert.deepEqual(
    [...at.cache.kept.values()].map((file) => [file.etag, file.modified]),
    [[`"${DEBIAN.length}"`, MADE]],
  );
  await assertNothingLeft(at.cache);
});

test('a folder with a space is asked for in its encoded form', async () => {
  await using at = await stage({ 'Rocky Linux': DEBIAN });
  await at.fetch({ place: 'Rocky Linux/all.zip' });
  assert.deepEqual(at.server.requests, ['GET /Rocky%20Linux/all.zip']);
});

test('a run fetches each address once, however often it is opened', async () => {
  await using at = await stage();
  const ports = { dispatcherTo: () => at.dispatcher, cache: at.cache, clock: at.clock, log: at.log };
  const open = createDocuments(ports, AbortSignal.timeout(20_000));
  const url = new URL(`${at.server.url}/Debian/all.zip`);
  const [one, other] = await Promise.all([open(url), open(url)]);
  assert.equal(one, other);
  assert.equal(at.server.requests.length, 1);
});

test('a document that is not worth keeping is neither kept nor looked for', async () => {
  await using at = await stage();
  assert.deepEqual(await readFile((await at.fetch({ fleeting: true })).path), DEBIAN);
  assert.equal(at.cache.kept.size, 0);
  await at.fetch();
  at.server.script.push((request, response) => {
    assert.equal(request.headers['if-none-match'], undefined);
    response.writeHead(200).end(DEBIAN);
  });
  assert.equal((await at.fetch({ fleeting: true })).revalidated, false);
});

test('a document whose address changes takes the place of the one before', async () => {
  await using at = await stage({ Debian: DEBIAN, Ubuntu: DEBIAN });
  const keptAs = new URL(`${at.server.url}/latest`);
  await at.fetch({ keptAs });
  await at.fetch({ keptAs, place: 'Ubuntu/all.zip' });
  assert.equal(at.cache.kept.size, 1);
});

test('a copy that the server confirms is not fetched again', async () => {
  await using at = await stage();
  const first = await at.fetch();
  at.server.script.push((request, response) => {
    assert.equal(request.headers['if-none-match'], `"${DEBIAN.length}"`);
    assert.equal(request.headers['if-modified-since'], MADE);
    response.writeHead(304).end();
  });
  const second = await at.fetch();
  assert.equal(second.revalidated, true);
  assert.equal(second.path, first.path);
  assert.equal(second.outage, undefined);
});

test('a newer document replaces the copy', async () => {
  await using at = await stage();
  await at.fetch();
  const newer = feedOf({ id: 'DSA-1' }, { id: 'DSA-2' }, { id: 'DSA-3' });
  at.server.feeds.set('Debian', newer);
  const document = await at.fetch();
  assert.deepEqual(await readFile(document.path), newer);
  assert.equal(document.revalidated, false);
});

test('a copy that no longer opens is fetched afresh, without conditions', async () => {
  await using at = await stage();
  const { path } = await at.fetch();
  await writeFile(path, DEBIAN.subarray(0, DEBIAN.length - 30));
  at.server.script.push((request, response) => {
    assert.equal(request.headers['if-none-match'], undefined);
    response.writeHead(200).end(DEBIAN);
  });
  await assertWhole(at.fetch());
});

test('a server that is busy is asked again, later each time', async () => {
  await using at = await stage();
  at.server.script.push(status(503), status(408), status(500));
  await assertWhole(at.fetch());
  assert.deepEqual(at.clock.sleeps, [1000, 2000, 4000]);
});

test('a server that says when to come back is believed, up to a minute', async () => {
  await using at = await stage();
  at.server.script.push(status(429, { 'retry-after': '7' }), status(503, { 'retry-after': '86400' }));
  await at.fetch();
  assert.deepEqual(at.clock.sleeps, [7000, 60_000]);
});

for (const [what, scene] of [
  ['a body that breaks off', cut(DEBIAN)],
  ['a body that is no zip file', sends('<html>Please sign in to the guest network</html>')],
  ['a zip file that was cut', sends(DEBIAN.subarray(0, DEBIAN.length - 30))],
  ['a zip file without a record', sends(zipOf([]))],
] as const) {
  test(`${what} is fetched again, and alone is an error that leaves no file behind`, async () => {
    await using at = await stage();
    at.server.script.push(scene);
    await assertWhole(at.fetch());

    await using worse = await stage();
    worse.server.script.push(scene, scene, scene, scene, scene);
    await assert.rejects(worse.fetch(), code('ADVISORIES_UNAVAILABLE', /The Debian advisories could not be fetched from http/));
    assert.equal(worse.server.requests.length, 5);
    assert.equal(worse.cache.kept.size, 0);
    await assertNothingLeft(worse.cache);
  });
}

test('a feed that the server does not have is an error at once, even where an old copy is at hand', async () => {
  await using at = await stage();
  await at.fetch();
  at.server.feeds.clear();
  await assert.rejects(at.fetch(), code('ADVISORIES_UNAVAILABLE', /There is no advisory feed at .*\/Debian\/all\.zip\./));
  assert.equal(at.server.requests.length, 2);
  assert.deepEqual(at.clock.sleeps, []);
  await assertNothingLeft(at.cache);
});

test('a refusal is not asked for twice', async () => {
  await using at = await stage();
  at.server.script.push(status(403));
  await assert.rejects(at.fetch(), { ...code('ADVISORIES_UNAVAILABLE', /the server answered 403/), hint: /osv-url/ });
  assert.equal(at.server.requests.length, 1);
});

test('a server that is gone is an outage that tells how old the copy is', async () => {
  await using at = await stage();
  await at.fetch();
  at.server.script.push(...Array.from({ length: 5 }, () => status(500)));
  const feed = await at.fetch();
  assert.deepEqual(await readFile(feed.path), DEBIAN);
  assert.equal(feed.revalidated, false);
  assert.equal(
    feed.outage,
    'the server did not give them (the server answered 500), so a cached copy from 2026-01-01T00:00:00.000Z, 12 days old, was used',
  );
});

test('a server that nobody hears of is an error where there is no copy', async () => {
  await using at = await stage();
  const { url } = at.server;
  await at.server[Symbol.asyncDispose]();
  await assert.rejects(at.fetch({ osvUrl: url }), { ...code('ADVISORIES_UNAVAILABLE', /ECONNREFUSED/), hint: /HTTPS_PROXY/ });
  await assertNothingLeft(at.cache);
});

test('a server that falls silent is given up after half a minute and asked again', async () => {
  await using at = await stage();
  at.server.script.push(hangs(DEBIAN), () => undefined);
  const seen: Dispatcher.DispatchOptions[] = [];
  await assertWhole(at.fetch({ dispatcher: impatient(seen) }));
  assert.equal(at.server.requests.length, 3);
  assert.deepEqual([seen[0]?.headersTimeout, seen[0]?.bodyTimeout], [30_000, 30_000]);
  await assertNothingLeft(at.cache);
});

test('a scan that is aborted ends with its reason and leaves no file behind', async () => {
  await using at = await stage();
  const controller = new AbortController();
  at.server.script.push((_, response) => {
    response.writeHead(200, { 'content-length': DEBIAN.length });
    response.write(DEBIAN.subarray(0, 10), () => void setImmediate().then(() => controller.abort(new Error('enough'))));
  });
  await assert.rejects(at.fetch({ signal: controller.signal }), /enough/);
  assert.deepEqual([at.clock.sleeps, at.log.lines], [[], []]);
  await assertNothingLeft(at.cache);
});

test('redirects are followed, and a retry begins at the stable address again', async () => {
  await using at = await stage();
  at.server.script.push(redirect('/signed/one'), status(503), redirect('/signed/two'), sends(DEBIAN));
  const feed = await at.fetch();
  assert.deepEqual(
    at.server.requests.map((line) => line.replace('GET ', '')),
    ['/Debian/all.zip', '/signed/one', '/Debian/all.zip', '/signed/two'],
  );
  assert.equal(feed.url, `${at.server.url}/Debian/all.zip`);
});

test('redirects that do not end, or that leave https, are errors at once', async () => {
  await using at = await stage();
  at.server.script.push(...Array.from({ length: 9 }, (_, hop) => redirect(`/hop/${hop}`)));
  await assert.rejects(at.fetch(), code('ADVISORIES_UNAVAILABLE', /more than 5 times/));
  assert.equal(at.server.requests.length, 6);

  await using out = await stage();
  out.server.script.push(redirect('http://mirror.example/all.zip?signature=secret'));
  await assert.rejects(out.fetch(), code('ADVISORIES_UNAVAILABLE', /redirects out of https, to http:\/\/mirror\.example\.$/));
  assert.equal(out.server.requests.length, 1);
});

test('a feed that says it is larger than any feed is not fetched', async () => {
  await using at = await stage();
  at.server.script.push((_, response) => response.writeHead(200, { 'content-length': 3 * 1024 ** 3 }).write(DEBIAN));
  await assert.rejects(at.fetch(), code('ADVISORIES_UNAVAILABLE', /larger than any feed/));
  assert.equal(at.server.requests.length, 1);
  await assertNothingLeft(at.cache);
});

test('a full disk is its own error', async () => {
  await using at = await stage();
  at.cache.scratch = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  await assert.rejects(at.fetch(), code('DISK_FULL'));
  assert.equal(at.server.requests.length, 1);
});
