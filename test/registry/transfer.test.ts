import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ScanError } from '../../src/model/errors.ts';
import { download } from '../../src/registry/download.ts';
import { memorySink, sourceOf } from '../support/fetching.ts';
import { blob, type MadeBlob } from '../support/images.ts';
import { reply } from '../support/server.ts';
import { breakAfter } from '../support/store.ts';
import { failsWith, transferring, whileTimePasses } from '../support/transferring.ts';

const content = blob(randomBytes(200_000));
const SIZE = content.bytes.length;
const CUT = 70_000;

type Answer = (response: ServerResponse, from: number) => void;

/** A store that sends the beginning and breaks, and then answers as it is told; beyond that, the whole or the part. */
function afterBreak(answers: readonly Answer[], { bytes }: MadeBlob = content) {
  const asked: (string | undefined)[] = [];
  const intercept = ({ headers: { range } }: IncomingMessage, response: ServerResponse): boolean => {
    asked.push(range);
    const from = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
    const answer = answers[asked.length - 2];
    if (asked.length === 1) breakAfter(whole(response, bytes), bytes.subarray(0, CUT));
    else if (answer !== undefined) answer(response, from);
    else if (range === undefined) whole(response, bytes).end(bytes);
    else part(response, from, bytes).end(bytes.subarray(from));
    return true;
  };
  return { asked, intercept };
}

function whole(response: ServerResponse, bytes: Buffer): ServerResponse {
  return response.writeHead(200, { 'content-length': bytes.length });
}

function part(response: ServerResponse, from: number, bytes: Buffer, headers: Record<string, string> = {}): ServerResponse {
  return response.writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`, ...headers });
}

const REST = `bytes=${CUT}-${SIZE - 1}`;
const multipart = 'multipart/byteranges; boundary=x';

const answers: readonly (readonly [string, Answer, readonly (string | undefined)[]])[] = [
  [
    'a part whose unit is missing',
    (response, from) =>
      part(response, from, content.bytes, { 'content-range': `${from}-${SIZE - 1}/${SIZE}` }).end(content.bytes.subarray(from)),
    [REST],
  ],
  [
    'a part of an unknown whole',
    (response, from) =>
      part(response, from, content.bytes, { 'content-range': `bytes ${from}-${SIZE - 1}/*` }).end(content.bytes.subarray(from)),
    [REST],
  ],
  [
    'a shorter part, after which the next one is asked for',
    (response, from) =>
      part(response, from, content.bytes, { 'content-range': `bytes ${from}-99999/${SIZE}` }).end(
        content.bytes.subarray(from, 100_000),
      ),
    [REST, `bytes=100000-${SIZE - 1}`],
  ],
  [
    'a part that begins elsewhere',
    (response) => part(response, 1, content.bytes).end(content.bytes.subarray(1)),
    [REST, undefined],
  ],
  [
    'a part of another whole',
    (response, from) =>
      part(response, from, content.bytes, { 'content-range': `bytes ${from}-${SIZE - 1}/${SIZE + 1}` }).end(
        content.bytes.subarray(from),
      ),
    [REST, undefined],
  ],
  [
    'a part that ends after the blob',
    (response, from) =>
      part(response, from, content.bytes, { 'content-range': `bytes ${from}-${SIZE}/*` }).end(content.bytes.subarray(from)),
    [REST, undefined],
  ],
  [
    'a part that does not say which',
    (response, from) => response.writeHead(206).end(content.bytes.subarray(from)),
    [REST, undefined],
  ],
  ['several parts at once', (response) => response.writeHead(206, { 'content-type': multipart }).end('--x--'), [REST, undefined]],
  [
    'a part that wants to be of another length',
    (response, from) => part(response, from, content.bytes, { 'content-length': '5' }).end('12345'),
    [REST, REST],
  ],
  [
    'a part that runs over its end',
    (response, from) =>
      part(response, from, content.bytes, { 'content-range': `bytes ${from}-99999/${SIZE}` }).end(content.bytes.subarray(from)),
    [REST, undefined],
  ],
  [
    'a part that ends before it should',
    (response, from) => part(response, from, content.bytes).end(content.bytes.subarray(from, 100_000)),
    [REST, `bytes=100000-${SIZE - 1}`],
  ],
  ['416', (response) => reply(response, 416, '', { 'content-range': `bytes */${SIZE}` }), [REST, undefined]],
  ['400', (response) => reply(response, 400, '<Error><Code>BadRequest</Code></Error>'), [REST, undefined]],
  ['the whole', (response) => whole(response, content.bytes).end(content.bytes), [REST]],
  ['the whole, of unknown length', (response) => response.writeHead(200).end(content.bytes), [REST]],
  ['404, once', (response) => reply(response, 404, '<Error><Code>NoSuchKey</Code></Error>'), [REST, REST]],
];

for (const [what, answer, then] of answers) {
  test(`a store that answers the request for the rest with ${what} does not spoil the blob`, async () => {
    const store = afterBreak([answer]);
    await using place = await transferring(content, { store });
    assert.ok((await place.run()).equals(content.bytes));
    assert.deepEqual(store.asked, [undefined, ...then]);
    // What was here already came once more at most; what was believed wrongly would have come again whole.
    assert.ok(place.meter.counters().bytesRefetched <= CUT);
  });
}

test('a store that ignores ranges twice is not asked for them again', async () => {
  const again: Answer = (response) => breakAfter(whole(response, content.bytes), content.bytes.subarray(0, CUT + 20_000));
  const further: Answer = (response) => breakAfter(whole(response, content.bytes), content.bytes.subarray(0, CUT + 40_000));
  const store = afterBreak([again, further]);
  await using place = await transferring(content, { store });
  assert.ok((await place.run()).equals(content.bytes));
  assert.deepEqual(store.asked, [undefined, REST, `bytes=90000-${SIZE - 1}`, undefined]);
  assert.equal(place.meter.counters().bytesRefetched, CUT + 90_000 + 110_000);
});

test('a store that ignores ranges and breaks for ever is given up at twice the blob', async () => {
  let step = 100_000;
  const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
    step += 13_000;
    breakAfter(whole(response, content.bytes), content.bytes.subarray(0, Math.min(step, SIZE - 1)));
    return true;
  };
  await using place = await transferring(content, { store: { intercept } });
  await assert.rejects(place.run(), failsWith('NETWORK', /cannot continue where it broke/));
  assert.ok(place.meter.counters().bytesRefetched <= 2 * SIZE + 65_536);
});

test('a whole that is not what it was before is found out before its bytes are handed on', async () => {
  const other = Buffer.from(content.bytes);
  other[0] = (other[0] ?? 0) ^ 1;
  const store = afterBreak([(response) => whole(response, other).end(other)]);
  await using place = await transferring(content, { store });
  assert.ok((await place.run()).equals(content.bytes));
  assert.equal(store.asked.length, 3);
});

test('wrong bytes after a resume are fetched once more from zero, past every cache, and then they are final', async () => {
  const flipped: Answer = (response, from) => {
    const rest = Buffer.from(content.bytes.subarray(from));
    rest[0] = (rest[0] ?? 0) ^ 1;
    part(response, from, content.bytes).end(rest);
  };
  const store = afterBreak([flipped]);
  await using place = await transferring(content, { store });
  assert.ok((await place.run()).equals(content.bytes));
  assert.deepEqual(store.asked, [undefined, REST, undefined]);
  const asked = place.registry.requests.map(({ headers }) => headers['cache-control']);
  assert.deepEqual(asked, [undefined, undefined, 'no-cache']);
  assert.equal(place.meter.counters().bytesRefetched, SIZE);
});

test('an answer of another length than the blob is not read at all', async () => {
  let sent = 0;
  const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
    sent += 1;
    response.writeHead(200, { 'content-length': SIZE + 1 }).flushHeaders();
    return true;
  };
  await using place = await transferring(content, { store: { intercept } });
  await assert.rejects(place.run(), failsWith('DIGEST_MISMATCH', /200001 bytes where 200000/));
  assert.deepEqual([sent, place.meter.counters().bytesFetched], [2, 0]);
});

test('an answer without a length that is too long is wrong, and is not read to its end', async () => {
  const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
    response.writeHead(200);
    response.write(content.bytes);
    const more = (): boolean => response.write(Buffer.alloc(65_536), () => (response.destroyed ? undefined : more()));
    more();
    return true;
  };
  await using place = await transferring(content, { store: { intercept } });
  await assert.rejects(place.run(), failsWith('DIGEST_MISMATCH', /more than its 200000/));
  assert.ok(place.meter.counters().bytesFetched < 2 * SIZE);
});

test('a store that encodes what nobody asked to be encoded is read once more and decoded', async () => {
  const text = blob(Buffer.from('a layer '.repeat(40_000)));
  const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text.bytes));
    return true;
  };
  await using place = await transferring(text, { store: { intercept } });
  assert.ok((await place.run()).equals(text.bytes));
});

test('a store that only says so, and sends the right bytes, is believed by the bytes', async () => {
  const layer = blob(gzipSync(randomBytes(50_000)));
  let count = 0;
  const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
    count += 1;
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': layer.bytes.length }).end(layer.bytes);
    return true;
  };
  await using place = await transferring(layer, { store: { intercept } });
  assert.ok((await place.run()).equals(layer.bytes));
  assert.equal(count, 1);
});

test('a connection that trickles is given up three times, and borne the fourth', async () => {
  let opened = 0;
  const send = (response: ServerResponse, body: Buffer): void => {
    opened += 1;
    let at = 0;
    const tick = setInterval(() => {
      if (response.destroyed || at >= body.length) clearInterval(tick);
      if (!response.destroyed && at < body.length) response.write(body.subarray(at, (at += 100)));
      if (at >= body.length) response.end();
    }, 1);
  };
  const small = blob(randomBytes(60_000));
  await using place = await transferring(small, { store: { send } });
  assert.ok((await whileTimePasses(place.clock, 9_000, place.run())).equals(small.bytes));
  assert.equal(opened, 4);
});

test('a reader that takes its time does not make a slow server', async () => {
  await using place = await transferring(content);
  const sink = memorySink();
  const slow = { ...sink, write: (chunk: Uint8Array) => (place.clock.advance(600_000), sink.write(chunk)) };
  const bytes = await download(sourceOf(place.client, content), () => slow, place);
  assert.ok(bytes.equals(content.bytes));
  assert.equal(place.store.requests.length, 1);
});

test('a full disk ends the transfer at once', async () => {
  await using place = await transferring(content);
  const full = () => ({ ...memorySink(), write: () => Promise.reject(new ScanError('DISK_FULL', 'Full.')) });
  await assert.rejects(download(sourceOf(place.client, content), full, place), failsWith('DISK_FULL'));
  assert.equal(place.store.requests.length, 1);
  assert.ok(place.meter.counters().bytesFetched < SIZE);
});

test('locations that serve a little and die cost nothing of the patience', async () => {
  let count = 0;
  const large = blob(randomBytes(3 * 1024 * 1024));
  const intercept = ({ headers: { range } }: IncomingMessage, response: ServerResponse): boolean => {
    const from = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
    count += 1;
    if (count % 2 === 0) reply(response, 403, '<Error><Message>Request has expired</Message></Error>');
    else if (count > 6)
      (from === 0 ? whole(response, large.bytes) : part(response, from, large.bytes)).end(large.bytes.subarray(from));
    else if (from === 0) breakAfter(whole(response, large.bytes), large.bytes.subarray(0, 50_000));
    else breakAfter(part(response, from, large.bytes), large.bytes.subarray(from, from + 50_000));
    return true;
  };
  await using place = await transferring(large, { store: { intercept } });
  let serial = 0;
  const { sign } = place.store;
  place.store.sign = (key) => `${sign(key)}&serial=${(serial += 1)}`;
  assert.ok((await place.run()).equals(large.bytes));
});

test('a blob is opened a hundred times and not more, however little each time brings', async () => {
  const large = blob(randomBytes(3 * 1024 * 1024));
  const intercept = ({ headers: { range } }: IncomingMessage, response: ServerResponse): boolean => {
    const from = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
    if (from === 0) breakAfter(whole(response, large.bytes), large.bytes.subarray(0, 100));
    else {
      const range206 = { 'content-range': `bytes ${from}-${from + 99}/${large.bytes.length}` };
      response.writeHead(206, range206).end(large.bytes.subarray(from, from + 100));
    }
    return true;
  };
  await using place = await transferring(large, { store: { intercept } });
  await assert.rejects(place.run(), failsWith('NETWORK', /begun 100 times/));
  assert.equal(place.registry.resolved.length, 100);
});
