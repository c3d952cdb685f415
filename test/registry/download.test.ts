import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { download } from '../../src/registry/download.ts';
import { fakeClock } from '../support/clock.ts';
import { fetching, memorySink, sourceOf } from '../support/fetching.ts';
import { blob } from '../support/images.ts';
import { type RegistryOptions, startRegistry } from '../support/registry.ts';
import { reply, serve } from '../support/server.ts';
import { startStore, type StoreOptions } from '../support/store.ts';

const content = blob(randomBytes(3 * 1024 * 1024));

async function stage(storeOptions: StoreOptions = {}, registryOptions: Omit<RegistryOptions, 'store'> = {}) {
  const clock = fakeClock();
  const store = await startStore({ wall: clock.wall, ...storeOptions });
  const registry = await startRegistry({ store, wall: clock.wall, ...registryOptions });
  registry.putBlob(content);
  const fetch = fetching(registry.host, { clock });
  const run = async () => await download(sourceOf(fetch.client, content), memorySink, fetch);
  return {
    ...fetch,
    store,
    registry,
    run,
    async [Symbol.asyncDispose]() {
      await fetch[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Sends so many bytes of the first answers, and breaks. */
function breaking(times: number, after: number): StoreOptions {
  let count = 0;
  return {
    send: (response, body) => {
      count += 1;
      if (count > times) response.end(body);
      else response.write(body.subarray(0, after), () => response.destroy());
    },
  };
}

const hasCode = (code: string) => (error: unknown) => error instanceof Error && 'code' in error && error.code === code;

test('a blob arrives whole from the store that the registry sends us to', async () => {
  await using place = await stage();
  assert.ok((await place.run()).equals(content.bytes));
  assert.deepEqual(place.meter.counters(), {
    bytesFetched: content.bytes.length,
    urlsResolved: 1,
    urlsExpired: 0,
    resumes: 0,
    retries: 0,
    bytesRefetched: 0,
  });
});

test('a body that breaks is resumed with a range, through the registry, at a fresh location', async () => {
  await using place = await stage(breaking(2, 1024 * 1024));
  assert.ok((await place.run()).equals(content.bytes));
  assert.equal(place.registry.resolved.length, 3);
  assert.deepEqual(
    place.store.requests.map(({ range }) => range),
    [undefined, `bytes=1048576-${content.bytes.length - 1}`, `bytes=2097152-${content.bytes.length - 1}`],
  );
  assert.equal(place.meter.counters().resumes, 2);
});

test('no authorization and no token ever reaches the store', async () => {
  const credentials = { username: 'ada', password: 'secret' };
  const auth = { kind: 'bearer' as const, ...credentials };
  await using place = await stage({}, { auth });
  await using fetch = fetching(place.registry.host, { clock: place.clock, credentials: () => Promise.resolve(credentials) });
  const bytes = await download(sourceOf(fetch.client, content), memorySink, fetch);
  assert.ok(bytes.equals(content.bytes));
  assert.ok(place.registry.requests.some(({ headers }) => headers.authorization?.startsWith('Bearer ')));
  assert.deepEqual(
    place.store.requests.map(({ headers }) => headers.authorization),
    [undefined],
  );
});

test('a location that is dead when it is handed out is never requested, and the next one is asked for past every cache', async () => {
  await using place = await stage({ life: 600 }, { age: (_, count) => (count === 1 ? 601 : 0) });
  assert.ok((await place.run()).equals(content.bytes));
  assert.deepEqual(
    place.store.requests.map(({ age }) => age),
    [0],
  );
  const blobs = place.registry.requests.filter(({ path }) => path.includes('/blobs/'));
  assert.deepEqual(
    blobs.map(({ headers }) => headers['cache-control']),
    [undefined, 'no-cache'],
  );
  assert.equal(place.meter.counters().urlsExpired, 1);
});

for (const status of [400, 401, 403]) {
  test(`a store that answers ${status} because a URL has expired is answered with a new location`, async () => {
    await using refusing = await serve((_, response) =>
      reply(response, status, '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'),
    );
    await using place = await stage();
    const { sign } = place.store;
    let signed = 0;
    place.store.sign = (key, age) => {
      signed += 1;
      return signed === 1 ? `${refusing.origin}/${key}` : sign(key, age);
    };
    assert.ok((await place.run()).equals(content.bytes));
    assert.equal(place.meter.counters().urlsExpired, 1);
  });
}

test('a store that refuses for ever ends the download with its own words, and without the signature', async () => {
  await using place = await stage();
  const { sign } = place.store;
  place.store.sign = (key) => `${sign(key)}0`;
  await assert.rejects(place.run(), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'STORAGE_DENIED');
    assert.match(error.message, /SignatureDoesNotMatch/);
    assert.doesNotMatch(inspect(error, { depth: 10 }), /X-Amz/);
    return true;
  });
  assert.equal(place.registry.resolved.length, 3);
  assert.deepEqual(place.clock.sleeps, [1000, 4000]);
});

test('a server that answers a range with the whole blob is read from the start, and only what is new counts', async () => {
  let count = 0;
  const whole = (_: unknown, response: ServerResponse): boolean => {
    count += 1;
    response.writeHead(200, { 'content-length': content.bytes.length });
    if (count === 1) response.write(content.bytes.subarray(0, 2_000_000), () => response.destroy());
    else response.end(content.bytes);
    return true;
  };
  await using place = await stage({}, { intercept: whole });
  assert.ok((await place.run()).equals(content.bytes));
});

test('bytes that change between two parts are found out, and the blob is fetched once more from zero', async () => {
  let count = 0;
  const other = Buffer.from(content.bytes);
  other[2_500_000] = (other[2_500_000] ?? 0) ^ 1;
  const intercept: RegistryOptions['intercept'] = (request, response) => {
    count += 1;
    const from = Number(/bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (count === 1) {
      response.writeHead(200, { 'content-length': content.bytes.length });
      response.write(content.bytes.subarray(0, 2_000_000), () => response.destroy());
    } else if (count === 2) {
      response.writeHead(206, { 'content-range': `bytes ${from}-${other.length - 1}/${other.length}` });
      response.end(other.subarray(from));
    } else response.end(content.bytes);
    return true;
  };
  await using place = await stage({}, { intercept });
  assert.ok((await place.run()).equals(content.bytes));
  assert.equal(count, 3);
});

test('wrong bytes of a fresh download are final, and the sink is told', async () => {
  const wrong = Buffer.from(content.bytes);
  wrong[0] = (wrong[0] ?? 0) ^ 1;
  await using place = await stage();
  place.store.put(`blobs/${content.digest}`, wrong);
  const sink = memorySink();
  await assert.rejects(
    download(sourceOf(place.client, content), () => sink, place),
    hasCode('DIGEST_MISMATCH'),
  );
  assert.equal(place.store.requests.length, 1);
  assert.equal(sink.aborted(), true);
});

test('a body that is longer than its blob is wrong, and is not read to its end', async () => {
  await using place = await stage();
  place.store.put(`blobs/${content.digest}`, Buffer.concat([content.bytes, randomBytes(1)]));
  await assert.rejects(place.run(), hasCode('DIGEST_MISMATCH'));
});

test('a part that is not the one asked for is not believed, and the whole is asked for instead', async () => {
  let wholes = 0;
  const intercept: RegistryOptions['intercept'] = (request, response) => {
    if (request.headers.range === undefined) {
      wholes += 1;
      response.writeHead(200, { 'content-length': content.bytes.length });
      if (wholes === 1) response.write(content.bytes.subarray(0, 100_000), () => response.destroy());
      else response.end(content.bytes);
    } else {
      response.writeHead(206, { 'content-range': `bytes 99999-${content.bytes.length - 1}/${content.bytes.length}` });
      response.end(content.bytes.subarray(99_999));
    }
    return true;
  };
  await using place = await stage({}, { intercept });
  assert.ok((await place.run()).equals(content.bytes));
  assert.equal(wholes, 2);
});

test('a connection that stops sending is given up after half a minute of waiting, and resumed', async () => {
  let count = 0;
  await using place = await stage({
    send: (response, body) => {
      count += 1;
      if (count > 1) response.end(body);
      else response.write(body.subarray(0, 1_500_000));
    },
  });
  const done = place.run();
  const tick = setInterval(() => place.clock.advance(10_000), 20);
  try {
    assert.ok((await done).equals(content.bytes));
  } finally {
    clearInterval(tick);
  }
  assert.equal(place.meter.counters().resumes, 1);
});

test('a server that breaks again and again without progress is given up, and what it did is said', async () => {
  await using place = await stage(breaking(100, 10));
  await assert.rejects(place.run(), /broke off after/);
  assert.equal(place.store.requests.length, 5);
});

test('a server that breaks after every megabyte is borne for as long as there is progress', async () => {
  const large = blob(randomBytes(12 * 1024 * 1024));
  await using place = await stage(breaking(100, 1024 * 1024));
  place.registry.putBlob(large);
  const bytes = await download(sourceOf(place.client, large), memorySink, place);
  assert.ok(bytes.equals(large.bytes));
});

test('an abort ends a download with its own reason', async () => {
  const stop = new AbortController();
  await using place = await stage({
    send: (response, body) => {
      response.write(body.subarray(0, 10));
      setImmediate(() => stop.abort(new Error('enough')));
    },
  });
  await assert.rejects(download(sourceOf(place.client, content), memorySink, { ...place, signal: stop.signal }), /enough/);
});

test('a sink that cannot take the bytes is told apart from bytes that are wrong', async () => {
  await using place = await stage();
  const failing = () => ({
    write: () => {
      throw new Error('no gzip');
    },
    end: () => Promise.resolve(undefined),
    abort: () => undefined,
  });
  await assert.rejects(download(sourceOf(place.client, content), failing, place), /no gzip/);
  const wrong = Buffer.from(content.bytes);
  wrong[5] = (wrong[5] ?? 0) ^ 1;
  place.store.put(`blobs/${content.digest}`, wrong);
  await assert.rejects(download(sourceOf(place.client, content), failing, place), hasCode('DIGEST_MISMATCH'));
});
