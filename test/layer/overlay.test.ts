import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlay } from '../../src/layer/overlay.ts';
import { inventoryOf } from '../support/layers.ts';
import { makeTar, type TarEntry } from '../support/tar.ts';

/** The packages of the final image as `path: name version @layer`. */
async function finalPackages(...layers: readonly (readonly TarEntry[])[]): Promise<readonly string[]> {
  const inventories = await Promise.all(layers.map(async (entries) => await inventoryOf(makeTar(entries))));
  return overlay(inventories).packages.map(
    ({ path, record, layerIndex }) => `${path}: ${record.name} ${record.version} @${layerIndex}`,
  );
}

const db = (body: string, path = 'var/lib/db'): TarEntry => ({ path, body });

test('the last writer of a path wins, and each package keeps the layer that brought its version', async () => {
  assert.deepEqual(await finalPackages([db('a 1\nb 1')], [], [db('a 1\nb 2\nc 1')]), [
    'var/lib/db: a 1 @0',
    'var/lib/db: b 2 @2',
    'var/lib/db: c 1 @2',
  ]);
});

test('a package that went and came back is brought by the layer that brought it back', async () => {
  assert.deepEqual(await finalPackages([db('a 1')], [db('')], [db('a 1')]), ['var/lib/db: a 1 @2']);
});

test('a whiteout removes a file', async () => {
  assert.deepEqual(await finalPackages([db('a 1')], [{ path: 'var/lib/.wh.db' }]), []);
});

test('a whiteout removes everything in a folder, and nothing beside it', async () => {
  assert.deepEqual(await finalPackages([db('a 1'), db('b 1', 'var/libs/db')], [{ path: 'var/.wh.lib' }]), [
    'var/libs/db: b 1 @0',
  ]);
});

test('a whiteout says nothing of its own layer', async () => {
  assert.deepEqual(await finalPackages([db('a 1')], [db('b 1'), { path: 'var/lib/.wh.db' }]), ['var/lib/db: b 1 @1']);
});

test('an opaque folder hides what lies below, and shows what its own layer holds', async () => {
  const opaque = { path: 'var/lib/.wh..wh..opq' };
  assert.deepEqual(await finalPackages([db('a 1'), db('x 1', 'var/db')], [opaque]), ['var/db: x 1 @0']);
  assert.deepEqual(await finalPackages([db('a 1')], [opaque, db('b 1')]), ['var/lib/db: b 1 @1']);
});

test('an opaque root hides everything', async () => {
  assert.deepEqual(await finalPackages([db('a 1')], [{ path: '.wh..wh..opq' }]), []);
});

test('a removed file that a later layer writes again is there', async () => {
  assert.deepEqual(await finalPackages([db('a 1')], [{ path: 'var/lib/.wh.db' }], [db('a 1')]), ['var/lib/db: a 1 @2']);
});

test('a database that a link replaces is gone', async () => {
  assert.deepEqual(await finalPackages([db('a 1')], [{ path: 'var/lib/db', type: '2', link: '/elsewhere' }]), []);
});

test('a database that cannot be read hides the one below, and is told of', async () => {
  const layers = await Promise.all([[db('a 1')], [db('!')]].map(async (entries) => await inventoryOf(makeTar(entries))));
  const { packages, gaps } = overlay(layers);
  assert.deepEqual([packages, gaps], [[], [{ path: 'var/lib/db', reason: 'it begins with an exclamation mark' }]]);
});
