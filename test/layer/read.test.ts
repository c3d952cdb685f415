import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readLayer } from '../../src/layer/read.ts';
import { digestOf } from '../support/images.ts';
import { feed, inventoryOf, layerOf, lineReader } from '../support/layers.ts';
import { makeTar } from '../support/tar.ts';

const tar = makeTar([
  { path: './noise', body: 'n'.repeat(300_000) },
  { path: 'var/db', body: 'one 1\ntwo 2\n' },
]);
const packages = [
  { name: 'one', version: '1' },
  { name: 'two', version: '2' },
];
const failsWith = (code: string, message: RegExp) => (error: Error & { code?: string }) => {
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

const forms: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(tar)],
  ['gzip in several members', Buffer.concat([gzipSync(tar.subarray(0, 5000)), gzipSync(tar.subarray(5000))])],
  ['zstd', zstdCompressSync(tar)],
  ['zstd in several frames', Buffer.concat([zstdCompressSync(tar.subarray(0, 5000)), zstdCompressSync(tar.subarray(5000))])],
  ['no compression', tar],
];

for (const [form, bytes] of forms) {
  for (const piece of [1000, bytes.length]) {
    test(`a layer is read as it comes: ${form}, ${piece === bytes.length ? 'at once' : 'in pieces'}`, async () => {
      const inventory = await feed(readLayer(layerOf(tar, bytes), [lineReader]), bytes, piece);
      assert.equal(inventory.diffID, digestOf(tar));
      assert.deepEqual(inventory.discoveries, [{ path: 'var/db', reader: 'lines', packages }]);
    });
  }
}

test('a layer of a few bytes in single steps is read', async () => {
  const small = gzipSync(makeTar([{ path: 'db', body: 'a 1' }]));
  const inventory = await feed(readLayer(layerOf(makeTar([{ path: 'db', body: 'a 1' }]), small), [lineReader]), small, 1);
  assert.equal(inventory.discoveries.length, 1);
});

test('an inventory is plain data', async () => {
  const inventory = await inventoryOf(tar);
  assert.deepEqual(structuredClone(inventory), inventory);
  assert.ok(Object.values(inventory).every((value) => typeof value !== 'function'));
});

test('a layer that does not unfold to its diffID does not count', async () => {
  const layer = { ...layerOf(tar, gzipSync(tar)), diffID: digestOf(Buffer.from('other')) };
  await assert.rejects(
    feed(readLayer(layer, [lineReader]), gzipSync(tar)),
    failsWith('DIGEST_MISMATCH', /Layer 1 unfolds to sha256:/),
  );
});

test('a layer whose diffID no document tells is read, and tells it', async () => {
  const inventory = await feed(readLayer({ ...layerOf(tar, gzipSync(tar)), diffID: undefined }, [lineReader]), gzipSync(tar));
  assert.equal(inventory.diffID, digestOf(tar));
  assert.equal(inventory.discoveries.length, 1);
});

test('a compressed stream that ends early is named with its layer', async () => {
  for (const bytes of [gzipSync(tar), zstdCompressSync(tar)]) {
    const cut = bytes.subarray(0, bytes.length - 20);
    await assert.rejects(
      feed(readLayer(layerOf(tar, cut, 3), [lineReader]), cut),
      failsWith('LAYER_BROKEN', /^Layer 4 \(sha256:/),
    );
  }
});

test('a compressed stream that is damaged is named with its layer', async () => {
  const bytes = gzipSync(tar);
  bytes.fill(0x55, 100, 200);
  await assert.rejects(
    feed(readLayer(layerOf(tar, bytes), [lineReader]), bytes, 64),
    failsWith('LAYER_BROKEN', /cannot be read/),
  );
});

test('something that is no tar is named with its layer', async () => {
  const bytes = gzipSync(Buffer.from('no tar '.repeat(1000)));
  await assert.rejects(feed(readLayer(layerOf(tar, bytes), [lineReader]), bytes), failsWith('LAYER_BROKEN', /no tar header/));
});

test('an empty layer holds nothing', async () => {
  for (const bytes of [Buffer.alloc(0), gzipSync(Buffer.alloc(0)), gzipSync(Buffer.alloc(1024))]) {
    const unfolded = bytes.length === 0 ? bytes : (await import('node:zlib')).gunzipSync(bytes);
    const inventory = await feed(readLayer(layerOf(unfolded, bytes), [lineReader]), bytes);
    assert.deepEqual(inventory.discoveries, []);
  }
});

test('a wanted file that is too large, or cannot be read, is told of and costs nothing else', async () => {
  const inventory = await inventoryOf(
    makeTar([
      { path: 'big/db', body: 'x'.repeat(lineReader.largest + 1) },
      { path: 'bad/db', body: '!' },
      { path: 'good/db', body: 'a 1' },
    ]),
  );
  assert.deepEqual(
    inventory.discoveries.map(({ path, packages: found, gap }) => [path, found.length, gap]),
    [
      ['big/db', 0, 'it is 1048577 bytes large, and no more than 1048576 are read'],
      ['bad/db', 0, 'it begins with an exclamation mark'],
      ['good/db', 1, undefined],
    ],
  );
});

test('of a path that an archive holds twice, the later counts', async () => {
  const inventory = await inventoryOf(
    makeTar([
      { path: 'db', body: 'a 1' },
      { path: './db', body: 'a 2' },
    ]),
  );
  assert.deepEqual(
    inventory.discoveries.map(({ packages: [first] }) => first?.version),
    ['2'],
  );
});

test('whiteouts and opaque folders are noted, and the markers of old storage drivers are not', async () => {
  const inventory = await inventoryOf(
    makeTar([
      { path: 'etc/.wh.gone' },
      { path: '.wh.top' },
      { path: 'opt/.wh..wh..opq' },
      { path: '.wh..wh.plnk', type: '5' },
      { path: '.wh..wh.aufs' },
    ]),
  );
  assert.deepEqual([inventory.whiteouts, inventory.opaque], [['etc/gone', 'top'], ['opt']]);
});

test('memory does not grow with what is not wanted', async () => {
  const big = makeTar([{ path: 'noise', body: Buffer.alloc(64 * 1024 * 1024) }]);
  const bytes = gzipSync(big, { level: 1 });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const sink = readLayer(layerOf(big, bytes), [lineReader]);
  for (let at = 0; at < bytes.length; at += 4096) {
    await sink.write(bytes.subarray(at, at + 4096));
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  await sink.end();
  assert.ok(most < 48 * 1024 * 1024, `${most} bytes were held at once`);
});
