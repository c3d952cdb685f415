import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { BlobSource, ResolvedBlob } from '../../src/model/blob.ts';
import { download } from '../../src/registry/download.ts';
import { runInSlots } from '../../src/slots.ts';
import { fakeClock } from '../support/clock.ts';
import { fetching, memorySink, sourceOf } from '../support/fetching.ts';
import { blob } from '../support/images.ts';
import { startRegistry } from '../support/registry.ts';
import { startStore } from '../support/store.ts';

/*
 * The defect that this project exists for: https://github.com/quay/clair-action/issues/275
 * An image of five layers, each of which takes eleven minutes, from a store whose URLs live ten.
 */
const LAYERS = 5;
const LIFE = 10 * 60;
const MINUTES_A_LAYER = 11;

async function stage() {
  const clock = fakeClock();
  const store = await startStore({ wall: clock.wall, life: LIFE });
  const registry = await startRegistry({ store, wall: clock.wall });
  const layers = Array.from({ length: LAYERS }, () => blob(randomBytes(100_000)));
  for (const layer of layers) registry.putBlob(layer);
  const fetch = fetching(registry.host, { clock });
  return {
    ...fetch,
    store,
    registry,
    layers,
    sources: layers.map((layer) => sourceOf(fetch.client, layer)),
    async [Symbol.asyncDispose]() {
      await fetch[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

type Stage = Awaited<ReturnType<typeof stage>>;

/** Reading a layer takes its eleven minutes while its bytes come in. */
function slowSink(place: Stage) {
  const sink = memorySink();
  let begun = false;
  return {
    ...sink,
    write: (chunk: Uint8Array) => {
      if (!begun) place.clock.advance(MINUTES_A_LAYER * 60_000);
      begun = true;
      return sink.write(chunk);
    },
  };
}

async function fetchAll(sources: readonly BlobSource[], slots: number, place: Stage): Promise<readonly Buffer[]> {
  const run = async (source: BlobSource) => await download(source, () => slowSink(place), place);
  return await runInSlots(sources, { slots, run, signal: place.signal });
}

/** The defect, put back: every location is asked for before the first byte is read, and each is used whenever its turn comes. */
async function resolvedAhead(place: Stage): Promise<readonly BlobSource[]> {
  const resolved: ResolvedBlob[] = [];
  for (const source of place.sources) resolved.push(await source.resolve({ offset: 0, signal: place.signal }));
  return place.sources.map(({ descriptor }, index) => ({
    descriptor,
    resolve: () => Promise.resolve(resolved[index] ?? assert.fail()),
  }));
}

test('five layers of eleven minutes each pass with URLs that live ten', async () => {
  await using place = await stage();
  const bytes = await fetchAll(place.sources, 1, place);
  assert.ok(bytes.every((layer, index) => layer.equals(place.layers[index]?.bytes ?? Buffer.alloc(0))));
  assert.equal(place.clock.now(), LAYERS * MINUTES_A_LAYER * 60_000);
  // One location a layer, each used while it was alive, none more than once.
  assert.equal(place.registry.resolved.length, LAYERS);
  assert.deepEqual(
    place.store.requests.map(({ status, age }) => [status, age]),
    Array.from({ length: LAYERS }, () => [200, 0]),
  );
  const { bytesFetched, urlsResolved, urlsExpired } = place.meter.counters();
  assert.deepEqual(
    { bytesFetched, urlsResolved, urlsExpired },
    { bytesFetched: LAYERS * 100_000, urlsResolved: LAYERS, urlsExpired: 0 },
  );
});

test('they pass three at a time as well, though one layer ages the locations of the others', async () => {
  await using place = await stage();
  const bytes = await fetchAll(place.sources, 3, place);
  assert.ok(bytes.every((layer, index) => layer.equals(place.layers[index]?.bytes ?? Buffer.alloc(0))));
});

// Seen to fail by this very test: it hands the same five sources over with their locations resolved ahead.
test('the same five layers do not pass when their locations are resolved ahead: this is the defect', async () => {
  await using place = await stage();
  const eager = await resolvedAhead(place);
  await assert.rejects(fetchAll(eager, 1, place), (error: Error & { code?: string }) => error.code === 'STORAGE_DENIED');
  // The first layer was read; the second one's location was eleven minutes old.
  assert.deepEqual(
    place.store.requests.map(({ status }) => status),
    [200],
  );
});

test('nothing that a blob source holds can be a location', async () => {
  await using place = await stage();
  const [source] = place.sources;
  assert.ok(source !== undefined);
  await source.resolve({ offset: 0, signal: place.signal });
  assert.doesNotMatch(JSON.stringify(source), /X-Amz/);
  assert.deepEqual(Object.keys(source).sort(), ['descriptor', 'resolve']);
});
