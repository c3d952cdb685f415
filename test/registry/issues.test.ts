import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { download } from '../../src/registry/download.ts';
import { memorySink, sourceOf } from '../support/fetching.ts';
import { blob } from '../support/images.ts';
import { reply } from '../support/server.ts';
import { breakAfter } from '../support/store.ts';
import { failsWith, transferring, whileTimePasses } from '../support/transferring.ts';

/* Defects that others met, made here and survived. The first, clair-action#275, has expiry.test.ts to itself. */

const content = blob(randomBytes(300_000));
const SIZE = content.bytes.length;
const CUT = 100_000;
const REST = `bytes=${CUT}-${SIZE - 1}`;

/** A store that breaks its first answer. */
const breaksOnce = () => {
  let count = 0;
  return () => ((count += 1) === 1 ? CUT : undefined);
};

test('tonistiigi/go-actions-cache#40: a location that dies ten minutes into a transfer is asked for anew, from the same byte', async () => {
  await using place = await transferring(content, { store: { life: 600, cut: breaksOnce() } });
  const sink = memorySink();
  let late = false;
  const begin = () => ({
    ...sink,
    write: (chunk: Uint8Array) => {
      if (!late) place.clock.advance(601_000);
      late = true;
      return sink.write(chunk);
    },
  });
  const bytes = await download(sourceOf(place.client, content), begin, place);
  assert.ok(bytes.equals(content.bytes));
  assert.deepEqual(
    place.store.requests.map(({ status, age }) => [status, Math.floor(age)]),
    [
      [200, 0],
      [206, 0],
    ],
  );
});

test('rpardini/docker-registry-proxy#26: a cache that keeps a redirect for a year is asked past', async () => {
  let kept: string | undefined;
  await using place = await transferring(content, { store: { life: 600 } });
  const { sign } = place.store;
  place.store.sign = (key) => (kept ??= sign(key));
  await place.run();
  place.clock.advance(3_600_000);
  await assert.rejects(place.run(), failsWith('STORAGE_DENIED', /same expired location/));
  // A cache that obeys.
  place.store.sign = (key, age) =>
    place.registry.requests.at(-1)?.headers['cache-control'] === 'no-cache' ? sign(key, age) : (kept ?? '');
  assert.ok((await place.run()).equals(content.bytes));
  assert.ok(place.store.requests.every(({ status }) => status === 200));
});

test('containerd/stargz-snapshotter#167: nothing but GET is ever sent, to the registry or to its store', async () => {
  const methods = new Set<string | undefined>();
  const intercept = ({ method }: IncomingMessage): boolean => {
    methods.add(method);
    return false;
  };
  await using place = await transferring(content, { store: { intercept, cut: breaksOnce() }, registry: { intercept } });
  assert.ok((await place.run()).equals(content.bytes));
  assert.deepEqual([...methods], ['GET']);
});

test("awslabs/soci-snapshotter#1974: a store's 401 is not taken for the registry's", async () => {
  const challenge = { 'www-authenticate': 'Bearer realm="https://evil.example/token"' };
  let count = 0;
  const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
    count += 1;
    if (count === 1) reply(response, 401, '', challenge);
    return count === 1;
  };
  await using place = await transferring(content, { store: { intercept } });
  assert.ok((await place.run()).equals(content.bytes));
  assert.ok(
    place.registry.requests.every(({ path, headers }) => path.includes('/blobs/') && headers.authorization === undefined),
  );
});

test('kubernetes/registry.k8s.io#333: a CDN that cuts bodies and answers the rest with 400 is asked for the whole', async () => {
  const intercept = ({ headers: { range } }: IncomingMessage, response: ServerResponse): boolean => {
    if (range !== undefined) reply(response, 400, '<?xml version="1.0"?><Error><Code>InvalidRequest</Code></Error>');
    return range !== undefined;
  };
  await using place = await transferring(content, { store: { intercept, cut: breaksOnce() } });
  assert.ok((await place.run()).equals(content.bytes));
});

test('the same, of a registry that sends blobs itself', async () => {
  let count = 0;
  const intercept = ({ headers: { range } }: IncomingMessage, response: ServerResponse): boolean => {
    count += 1;
    if (range !== undefined) reply(response, 400, '{}');
    else if (count === 1) breakAfter(response.writeHead(200, { 'content-length': SIZE }), content.bytes.subarray(0, CUT));
    else response.writeHead(200, { 'content-length': SIZE }).end(content.bytes);
    return true;
  };
  await using place = await transferring(content, { registry: { intercept } });
  assert.ok((await place.run()).equals(content.bytes));
  assert.equal(count, 3);
});

test('containerd/containerd#11953: the first byte is asked for without a range', async () => {
  await using place = await transferring(content);
  await place.run();
  assert.deepEqual(place.ranges(), [undefined]);
  assert.ok(place.registry.requests.every(({ headers }) => headers.range === undefined));
});

test('anchore/stereoscope#695: a range has an end, and is asked for though nobody offers it', async () => {
  await using place = await transferring(content, { store: { cut: breaksOnce() } });
  await place.run();
  assert.deepEqual(place.ranges(), [undefined, REST]);
});

test('sonatype/nexus-public#24: a content range without its unit is understood', async () => {
  const intercept = ({ headers: { range } }: IncomingMessage, response: ServerResponse): boolean => {
    if (range === undefined) return false;
    response.writeHead(206, { 'content-range': `${CUT}-${SIZE - 1}/${SIZE}` }).end(content.bytes.subarray(CUT));
    return true;
  };
  await using place = await transferring(content, { store: { intercept, cut: breaksOnce() } });
  assert.ok((await place.run()).equals(content.bytes));
  assert.equal(place.registry.resolved.length, 2);
});

test('coreos/fedora-coreos-tracker#2149: a connection that is half dead does not hold the scan', async () => {
  let count = 0;
  const send = (response: ServerResponse, body: Buffer): void => {
    count += 1;
    if (count === 1) response.write(body.subarray(0, CUT));
    else response.end(body);
  };
  await using place = await transferring(content, { store: { send } });
  assert.ok((await whileTimePasses(place.clock, 1000, place.run())).equals(content.bytes));
  assert.equal(count, 2);
});

test('aquasecurity/trivy#3514: a connection that is lost while the reader takes its time is taken up again', async () => {
  await using place = await transferring(content, { store: { cut: breaksOnce() } });
  const sink = memorySink();
  const begin = () => ({
    ...sink,
    write: async (chunk: Uint8Array) => {
      place.clock.advance(300_000);
      await new Promise(setImmediate);
      await sink.write(chunk);
    },
  });
  assert.ok((await download(sourceOf(place.client, content), begin, place)).equals(content.bytes));
});

test('Azure/acr#217: a store is sent the headers that it needs, and no other', async () => {
  await using place = await transferring(content, { store: { cut: breaksOnce() } });
  await place.run();
  const names = place.store.requests.map(({ headers }) => Object.keys(headers).sort());
  const always = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];
  assert.deepEqual(names, [always, [...always, 'range'].sort()]);
});

for (const [status, code] of [
  [403, 'SignatureDoesNotMatch'],
  [503, 'SlowDown'],
] as const) {
  test(`argoproj/argo-cd#16336: one ${code} does not end the scan`, async () => {
    let count = 0;
    const intercept = (_: IncomingMessage, response: ServerResponse): boolean => {
      count += 1;
      if (count === 1) reply(response, status, `<Error><Code>${code}</Code><Message>no</Message></Error>`);
      return count === 1;
    };
    await using place = await transferring(content, { store: { intercept } });
    assert.ok((await place.run()).equals(content.bytes));
  });
}
