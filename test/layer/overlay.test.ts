import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageInventory, overlay } from '../../src/layer/overlay.ts';
import { inventoryOf } from '../support/layers.ts';
import { OVERLAY_CASES } from '../support/overlay-cases.ts';
import { makeTar, type TarEntry } from '../support/tar.ts';

async function overlaid(...layers: readonly (readonly TarEntry[])[]): Promise<ImageInventory> {
  return overlay(await Promise.all(layers.map(async (entries) => await inventoryOf(makeTar(entries)))));
}

const told = ({ packages }: ImageInventory) =>
  packages.map(({ file, record, layerIndex }) => `${file}: ${record.name} ${record.version} @${layerIndex}`);

for (const { title, layers, expected } of OVERLAY_CASES) {
  // test/real/overlay.test.ts asks umoci the same.
  test(title, async () => assert.deepEqual(told(await overlaid(...layers)).sort(), [...expected].sort()));
}

const db = (body: string, path = 'var/lib/db'): TarEntry => ({ path, body });
const link = (path: string, target: string): TarEntry => ({ path, type: '2', link: target });

test('a package that went and came back is brought by the layer that brought it back', async () => {
  assert.deepEqual(told(await overlaid([db('a 1')], [db('')], [db('a 1')])), ['var/lib/db: a 1 @2']);
});

test('an opaque root hides everything', async () => {
  assert.deepEqual(told(await overlaid([db('a 1')], [{ path: '.wh..wh..opq' }])), []);
});

test('a file takes the place of the one below even where its folder was a file', async () => {
  // umoci does not unpack such an image, and overlayfs shows the folder.
  assert.deepEqual(told(await overlaid([db('a 1')], [db('b 1', 'var/lib/db/db')])), ['var/lib/db/db: b 1 @1']);
});

test('links that lead in circles end', async () => {
  // umoci does not unpack an image that writes through one.
  const image = await overlaid([link('a', 'b'), link('b', 'a'), db('x 1', 'db')], [db('y 1', 'a/db')]);
  assert.deepEqual(told(image), ['db: x 1 @0', 'a/db: y 1 @1']);
  assert.equal(image.links.resolve('a/db'), 'a/db');
});

test('a database that cannot be read hides the one below, and is told of', async () => {
  const { packages, gaps } = await overlaid([db('a 1')], [db('!')]);
  assert.deepEqual(packages, []);
  assert.deepEqual(gaps, [{ path: 'var/lib/db', reason: 'it begins with an exclamation mark', layerIndex: 1 }]);
});

test('what speaks of a whole layer is not hidden by the layers above', async () => {
  const long = { path: 'x'.repeat(5000), body: 'x' };
  const { gaps } = await overlaid([long], [long, { path: '.wh..wh..opq' }]);
  assert.deepEqual(
    gaps.map(({ path, reason, layerIndex }) => [path, reason, layerIndex]),
    [0, 1].map((index) => ['', '1 of its paths are longer than 4096 characters, or deeper than 256 folders', index]),
  );
});

test('a file is known by the path at which its reader looked for it, and by where it lies', async () => {
  const image = await overlaid([link('lib', 'usr/lib'), db('a 1', 'lib/db')]);
  assert.deepEqual(
    image.packages.map(({ path, file, reader }) => [path, file, reader]),
    [['lib/db', 'usr/lib/db', 'lines']],
  );
  assert.deepEqual(image.links.aliases('usr/lib/db'), ['usr/lib/db', 'lib/db']);
});
