import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { parseReference } from '../../src/model/reference.ts';
import { createAuthorizer } from '../../src/registry/auth.ts';
import { createClient, type RegistryClient } from '../../src/registry/client.ts';
import { download } from '../../src/registry/download.ts';
import { createMeter } from '../../src/registry/meter.ts';
import { Mirror, mirrorReference } from '../../src/registry/mirror.ts';
import { acrossMirrors, createMirrored } from '../../src/registry/mirrored.ts';
import { createDispatcher } from '../../src/registry/network.ts';
import { createTransport, type Get } from '../../src/registry/transport.ts';
import { fakeClock } from '../support/clock.ts';
import { memorySink, sourceOf } from '../support/fetching.ts';
import { blob, type MadeBlob, makeImageOf } from '../support/images.ts';
import { type Registry, type RegistryOptions, startRegistry } from '../support/registry.ts';
import { reply, serve } from '../support/server.ts';
import { startStore } from '../support/store.ts';

const image = makeImageOf([[{ path: 'a', body: 'b' }]]);
const layer = blob(randomBytes(3_000_000));

type Intercept = NonNullable<RegistryOptions['intercept']>;

interface Place extends RegistryOptions {
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Written in the list of mirrors, after the host. */
  readonly prefix?: string;
  /** There is nothing in it. */
  readonly empty?: boolean;
}

/** A registry and its mirrors on loopback, each with its own connections and credentials. */
async function stage(mirrorPlaces: readonly Place[], upstreamPlace: Place = {}) {
  const clock = fakeClock();
  const signal = new AbortController().signal;
  const cleanup = new AsyncDisposableStack();
  const notices: string[] = [];
  const onNotice = (text: string) => void notices.push(text);

  async function start(options: Place): Promise<Registry> {
    const registry = cleanup.use(await startRegistry(options));
    if (options.empty === true) return registry;
    registry.push(image, 'v1');
    registry.putBlob(layer);
    return registry;
  }

  function speak(host: string): Get {
    const dispatcher = createDispatcher({ named: host });
    cleanup.defer(() => dispatcher.destroy());
    return createTransport(dispatcher, { registry: host });
  }

  function connect(get: Get, { registry, repository }: { registry: string; repository: string }, place: Place): RegistryClient {
    const credentials = () => Promise.resolve(place.credentials && { kind: 'password' as const, ...place.credentials });
    const common = { get, clock, onNotice, onSecret: () => undefined };
    const authorizer = createAuthorizer({ registry, repository, credentials, ...common });
    return createClient({ reference: { registry, repository }, authorizer, ...common });
  }

  const upstream = await start(upstreamPlace);
  const reference = parseReference(`${upstream.host}/app:v1`);
  const registries = await Promise.all(mirrorPlaces.map(start));
  const mirrors = registries.map(({ host }, index) => {
    const place = mirrorPlaces[index] ?? {};
    const named = mirrorReference(reference, { registry: upstream.host, host, prefix: place.prefix ?? '' });
    return new Mirror({ host, get: speak(host), connect: (get) => connect(get, named, place), onNotice });
  });
  const get = speak(upstream.host);
  const client = createMirrored(connect(get, reference, upstreamPlace), mirrors, clock);
  const meter = createMeter();

  return {
    client,
    mirrors,
    upstream,
    registries,
    notices,
    signal,
    meter,
    clock,
    get,
    fetch: async (wanted: MadeBlob = layer) => {
      const source = sourceOf(client, wanted);
      return await acrossMirrors(source, () => download(source, memorySink, { get, clock, meter, signal }));
    },
    [Symbol.asyncDispose]: () => cleanup.disposeAsync(),
  };
}

const blobsAsked = ({ requests }: Registry) => requests.filter(({ path }) => path.includes('/blobs/')).length;

/** Answers requests for blobs in its own way. */
const onBlobs =
  (answer: (request: IncomingMessage, response: ServerResponse) => boolean | undefined): Intercept =>
  (request, response) =>
    request.url?.includes('/blobs/') === true && answer(request, response) !== false;

const status =
  (code: number, headers: Record<string, string> = {}): Intercept =>
  (_, response) => {
    reply(response, code, '', headers);
    return true;
  };

const cutAfter = (bytes: number) =>
  onBlobs(({ headers }, response) => {
    const from = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    const rest = layer.bytes.subarray(from);
    const range = { 'content-range': `bytes ${from}-${layer.bytes.length - 1}/${layer.bytes.length}` };
    response.writeHead(from === 0 ? 200 : 206, { 'content-length': rest.length, ...(from === 0 ? {} : range) });
    response.write(rest.subarray(0, bytes), () => response.destroy());
    return true;
  });

test('a blob comes from the first mirror, and the registry is not asked', async () => {
  await using place = await stage([{}, {}]);
  assert.deepEqual(await place.fetch(), layer.bytes);
  assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [0, 1, 0]);
});

test('what a tag means is asked of the registry, and of no mirror; what has a digest, of the mirror', async () => {
  await using place = await stage([{}]);
  await place.client.ref({ tag: 'v1' }, place.signal);
  assert.equal(place.registries[0]?.requests.length, 0);
  await place.client.ref({ tag: 'v1', digest: image.manifest.digest }, place.signal);
  assert.deepEqual(
    place.registries[0]?.requests.map(({ path }) => path),
    [`/v2/app/manifests/${image.manifest.digest}`],
  );
  assert.equal(place.upstream.requests.length, 1);
});

test('a mirror may keep the repository under a prefix', async () => {
  await using place = await stage([{ prefix: 'hub/proxy' }]);
  await place.fetch();
  assert.equal(place.registries[0]?.requests[0]?.path, `/v2/hub/proxy/app/blobs/${layer.digest}`);
});

for (const code of [404, 429, 500, 503]) {
  test(`a mirror that answers ${code} is passed over, without waiting`, async () => {
    await using place = await stage([{ intercept: status(code, { 'retry-after': '60' }) }, {}]);
    assert.deepEqual(await place.fetch(), layer.bytes);
    assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [0, 1, 1]);
    await place.client.ref({ digest: image.manifest.digest }, place.signal);
    assert.equal(place.registries[0]?.requests.length, 2);
    assert.deepEqual(place.clock.sleeps, []);
    assert.deepEqual(place.notices, []);
  });
}

for (const code of [401, 403]) {
  test(`a mirror that answers ${code} is passed over for good, and that is said once`, async () => {
    await using place = await stage([{ intercept: status(code) }]);
    await place.fetch();
    await place.fetch();
    assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [2, 1]);
    assert.deepEqual(place.notices, [`The mirror ${place.registries[0]?.host} does not let us in, and is not asked any more.`]);
  });
}

test('a mirror that cannot be reached is passed over, and after three times not tried again', async () => {
  await using place = await stage([{}]);
  await place.registries[0]?.[Symbol.asyncDispose]();
  await place.client.ref({ digest: image.manifest.digest }, place.signal);
  assert.deepEqual(place.clock.sleeps, []);
  for (let count = 0; count < 5; count += 1) assert.deepEqual(await place.fetch(), layer.bytes);
  assert.equal(place.notices.length, 1);
  assert.match(place.notices[0] ?? '', /failed 3 times in a row/);
});

test('a transfer that breaks on one mirror goes on at the next, from where it was', async () => {
  await using place = await stage([{ intercept: cutAfter(100_000) }, {}]);
  assert.deepEqual(await place.fetch(), layer.bytes);
  const [first, second] = place.registries;
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual([place.upstream, first, second].map(blobsAsked), [0, 2, 1]);
  const range = /^bytes=(\d+)-2999999$/.exec(second.requests[0]?.headers.range ?? '');
  assert.ok(Number(range?.[1]) > 0);
  assert.ok(place.meter.counters().bytesFetched < layer.bytes.length + 300_000);
});

test('a mirror that breaks after a megabyte each time is still a mirror', async () => {
  await using place = await stage([{ intercept: cutAfter(1_200_000) }]);
  assert.deepEqual(await place.fetch(), layer.bytes);
  assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [0, 3]);
});

test('a mirror that sends other bytes is passed over for good, and the blob is right', async () => {
  const wrong = onBlobs((_, response) => {
    response.end(randomBytes(layer.bytes.length));
    return true;
  });
  await using place = await stage([{ intercept: wrong }]);
  assert.deepEqual(await place.fetch(), layer.bytes);
  assert.match(place.notices.join(), /sent other bytes than it was asked for/);
  assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [1, 1]);
});

test('wrong bytes of the registry itself are final', async () => {
  const wrong = onBlobs((_, response) => {
    response.end(randomBytes(layer.bytes.length));
    return true;
  });
  await using place = await stage([{ empty: true }], { intercept: wrong });
  await assert.rejects(place.fetch(), { code: 'DIGEST_MISMATCH' });
});

test('a manifest that is another than the one asked for is asked of the next', async () => {
  const other = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [] }));
  const intercept: Intercept = (_, response) => {
    reply(response, 200, other.toString());
    return true;
  };
  await using place = await stage([{ intercept }]);
  const ref = await place.client.ref({ digest: image.manifest.digest }, place.signal);
  assert.equal(ref.digest, image.manifest.digest);
  assert.match(place.notices.join(), /sent other bytes/);
});

test('what nobody has is an error of the registry', async () => {
  await using place = await stage([{ empty: true }], { empty: true });
  await assert.rejects(place.fetch(), (error: Error) => error.message.includes(place.upstream.host));
  assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [1, 1]);
});

test('each place gets its own credentials, and no other’s', async () => {
  const ada = { username: 'ada', password: 'upstream-password' };
  const eve = { username: 'eve', password: 'mirror-password' };
  await using place = await stage([{ auth: { kind: 'basic', ...eve }, credentials: eve, intercept: cutAfterAuthorized() }], {
    auth: { kind: 'basic', ...ada },
    credentials: ada,
  });
  assert.deepEqual(await place.fetch(), layer.bytes);
  const sent = (registry: Registry | undefined) =>
    new Set(registry?.requests.flatMap(({ headers }) => headers.authorization ?? []).map(decodeBasic));
  assert.deepEqual([...sent(place.registries[0])], ['eve:mirror-password']);
  assert.deepEqual([...sent(place.upstream)], ['ada:upstream-password']);
});

function cutAfterAuthorized(): Intercept {
  const cut = cutAfter(1000);
  return (request, response) => request.headers.authorization !== undefined && cut(request, response);
}

function decodeBasic(header: string): string {
  return Buffer.from(header.replace('Basic ', ''), 'base64').toString();
}

test("a mirror's storage that refuses is the mirror's fault", async () => {
  await using store = await startStore({ life: 60 });
  await using place = await stage([{ store, age: () => 3600 }]);
  assert.deepEqual(await place.fetch(), layer.bytes);
  assert.deepEqual([place.upstream, ...place.registries].map(blobsAsked), [1, 1]);
});

test('a mirror may not lead into this network when it is not there itself', async () => {
  const hits: string[] = [];
  await using inside = await serve(({ url }, response) => {
    hits.push(url ?? '');
    reply(response, 200);
  });
  const dispatcher = createDispatcher({ named: 'mirror.example' });
  const get = createTransport(dispatcher);
  const resolve = () => Promise.resolve({ kind: 'redirected' as const, location: new URL(inside.origin), deadline: undefined });
  const descriptor = { digest: layer.digest, size: layer.bytes.length, mediaType: '' };
  const connect = (): RegistryClient => ({
    ref: () => assert.fail(),
    document: () => assert.fail(),
    referrers: () => assert.fail(),
    blob: () => ({ descriptor, resolve }),
  });
  await using place = await stage([]);
  const mirror = new Mirror({ host: 'mirror.example', get, connect, onNotice: () => undefined });
  const source = createMirrored(place.client, [mirror], place.clock).blob(descriptor);
  const resolved = await source.resolve({ offset: 0, signal: place.signal });
  assert.equal(resolved.kind, 'direct');
  if (resolved.kind === 'direct') resolved.body.cancel();
  assert.deepEqual(hits, []);
  assert.equal(blobsAsked(place.upstream), 1);
  await dispatcher.destroy();
});

test('an abort is not taken for a failure of a mirror', async () => {
  await using place = await stage([{ intercept: onBlobs(() => true) }]);
  const controller = new AbortController();
  const descriptor = { digest: layer.digest, size: layer.bytes.length, mediaType: '' };
  const never = () => assert.fail('the registry was asked');
  const upstream = { ref: never, document: never, referrers: never, blob: () => ({ descriptor, resolve: never }) };
  const asked = createMirrored(upstream, place.mirrors, place.clock).blob(descriptor);
  setImmediate(() => controller.abort(new Error('enough')));
  await assert.rejects(asked.resolve({ offset: 0, signal: controller.signal }), /enough/);
});
