import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate, gated } from '../../src/registry/gate.ts';
import type { Answer, Get } from '../../src/registry/transport.ts';
import { fakeClock } from '../support/clock.ts';
import { failsWith } from '../support/transferring.ts';

const HOST = new URL('https://reg.example/v2/');
const OTHER = new URL('https://store.example/x');
const { signal } = new AbortController();

function answer(url: URL, status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  const values = (name: string) => [headers[name] ?? []].flat();
  return { url, status, header: (name) => values(name)[0], headers: values, body: none(), cancel: () => undefined };
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** A gate before a server that answers as it is told. */
function stage(answers: readonly (readonly [number, Record<string, string>?])[], longestWait?: number) {
  const clock = fakeClock();
  const gate = createGate({ clock, ...(longestWait === undefined ? {} : { longestWait }) });
  const asked: number[] = [];
  const get: Get = (url) => {
    const [status, headers] = answers[asked.length] ?? [200];
    asked.push(clock.now());
    return Promise.resolve(answer(url, status, headers));
  };
  return { clock, gate, asked, get: gated(get, gate, clock) };
}

for (const status of [429, 503]) {
  test(`an origin that answers ${status} is left alone by everybody for as long as it asks`, async () => {
    const place = stage([[status, { 'retry-after': '7' }]]);
    await place.get(HOST, { signal });
    await place.get(HOST, { signal });
    assert.deepEqual(place.asked, [0, 7000]);
  });
}

test('a date is measured against the clock of the one who gave it', async () => {
  const headers = { date: 'Thu, 01 Jan 2015 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2015 00:00:09 GMT' };
  const place = stage([[503, headers]]);
  await place.get(HOST, { signal });
  await place.get(HOST, { signal });
  assert.deepEqual(place.asked, [0, 9000]);
});

test('another origin is not kept waiting', async () => {
  const place = stage([[429, { 'retry-after': '7' }]]);
  await place.get(HOST, { signal });
  await place.get(OTHER, { signal });
  assert.deepEqual(place.asked, [0, 0]);
});

test('an origin that does not say for how long is left alone for longer each time, and forgiven when it answers', async (t) => {
  t.mock.method(Math, 'random', () => 1);
  const place = stage([[503], [503], [503], [200], [503]]);
  for (let count = 0; count < 6; count += 1) await place.get(HOST, { signal });
  assert.deepEqual(place.clock.sleeps, [500, 1000, 2000, 500]);
});

test('what asks for more than anyone waits fails now, and says when it would be time', async () => {
  const place = stage([[429, { 'retry-after': '3600' }]]);
  await place.get(HOST, { signal });
  await assert.rejects(place.get(HOST, { signal }), failsWith('REGISTRY_REFUSED', /until 2026-01-01T01:00:00Z/));
  assert.deepEqual([place.asked.length, place.clock.sleeps.length], [1, 0]);
});

test('how long is too long can be told', async () => {
  const place = stage([[429, { 'retry-after': '30' }]], 20_000);
  await place.get(HOST, { signal });
  await assert.rejects(place.get(HOST, { signal }), failsWith('REGISTRY_REFUSED'));
});

test('pressure is told once for all that was asked at the same time', () => {
  const { gate, clock } = stage([]);
  let told = 0;
  const stop = gate.onPressure(() => {
    told += 1;
  });
  gate.close(HOST, 1000);
  gate.close(HOST, 1000);
  assert.equal(told, 1);
  clock.advance(2000);
  gate.close(HOST, undefined);
  assert.equal(told, 2);
  stop();
  clock.advance(60_000);
  gate.close(HOST, 1000);
  assert.equal(told, 2);
});

test('an abort ends the waiting before a closed gate', async () => {
  const { gate, clock } = stage([]);
  const stop = new AbortController();
  gate.close(HOST, 5000);
  stop.abort(new Error('enough'));
  await assert.rejects(gate.pass(HOST, stop.signal), /enough/);
  assert.equal(clock.now(), 0);
});
