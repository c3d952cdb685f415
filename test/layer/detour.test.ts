import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detours, withDetours } from '../../src/layer/detour.ts';
import { overlay } from '../../src/layer/overlay.ts';
import type { FileReader, Reader } from '../../src/model/inventory.ts';
import { inventoryOf, lineReader } from '../support/layers.ts';
import { makeTar, type TarEntry } from '../support/tar.ts';

const db = (path: string, body: string): TarEntry => ({ path, body });
const link = (path: string, target: string): TarEntry => ({ path, type: '2', link: target });
const hardLink = (path: string, target: string): TarEntry => ({ path, type: '1', link: target });

/** A reader that knows two places, a file and a folder, and tells how the file was called that it was given. */
const placed: FileReader = {
  ...lineReader,
  id: 'placed',
  places: ['etc/db', 'var/lib/state', 'usr/lib/state'],
  wants: (path) => path === 'etc/db' || /^(?:var|usr)\/lib\/state\/[a-z]+\.d$/.test(path),
  companions: (path) => (path.endsWith('.d') ? [path.replace(/\.d$/, '.log')] : []),
  read: (file) => ({ ...lineReader.read(file), repositories: [[file.path, ...(file.companions?.keys() ?? [])].join(' ')] }),
};

/** Reads the layers, and once more where links make that necessary. */
async function scanned(layers: readonly (readonly TarEntry[])[], readers: readonly Reader[] = [placed]) {
  const tars = layers.map(makeTar);
  const read = async (by: readonly Reader[]) => await Promise.all(tars.map(async (tar) => await inventoryOf(tar, by)));
  const first = await read(readers);
  const found = detours(overlay(first).links, first, readers);
  const image = found.length === 0 ? overlay(first) : overlay(await read(withDetours(readers, found)), found);
  const packages = image.packages.map(
    ({ path, file, record, layerIndex }) => `${path} (${file}): ${record.name} ${record.version} @${layerIndex}`,
  );
  return { detours: found.length, packages: packages.sort(), repositories: image.repositories };
}

test('a place that is a link is read where it leads, under its own name', async () => {
  const { packages, repositories } = await scanned([[db('opt/x/release', 'a 1')], [link('etc/db', '../opt/x/release')]]);
  assert.deepEqual(packages, ['etc/db (opt/x/release): a 1 @0']);
  assert.deepEqual(repositories, ['etc/db']);
});

test('a folder that is a link is read where it leads, whichever layer writes it, by whatever name', async () => {
  const { packages, repositories } = await scanned([
    [db('opt/state/a.d', 'a 1'), db('opt/state/a.log', ''), db('opt/state/other', 'x 1'), db('opt/state/b.d', 'b 1')],
    [link('var/lib/state', '/opt/state')],
    [db('var/lib/state/b.d', 'b 2')],
  ]);
  assert.deepEqual(packages, ['var/lib/state/a.d (opt/state/a.d): a 1 @0', 'var/lib/state/b.d (opt/state/b.d): b 2 @2']);
  assert.deepEqual(repositories, ['var/lib/state/a.d var/lib/state/a.log', 'var/lib/state/b.d']);
});

test('a link within a place is followed', async () => {
  const { packages } = await scanned([
    [db('opt/data', 'a 1'), link('var/lib/state/a.d', '/opt/data'), link('var/lib/state/dangling.d', 'gone')],
  ]);
  assert.deepEqual(packages, ['var/lib/state/a.d (opt/data): a 1 @0']);
});

test('a folder above a place may be the link', async () => {
  const { packages } = await scanned([[db('private/etc/db', 'a 1'), link('etc', 'private/etc')]]);
  assert.deepEqual(packages, ['etc/db (private/etc/db): a 1 @0']);
});

test('nothing is read again where links lead from one place to another, lead nowhere, or are gone', async () => {
  for (const layers of [
    [[db('usr/lib/state/a.d', 'a 1'), link('var/lib/state', '../../usr/lib/state')]],
    [[db('var/lib/state/a.d', 'a 1'), link('etc/db', '/var/lib/state/a.d')]],
    [[db('var/lib/state/a.d', 'a 1')], [hardLink('etc/db', 'var/lib/state/a.d')]],
    [[db('etc/db', 'a 1'), link('var/lib/state', '/opt/nothing')]],
    [[db('etc/db', 'a 1'), db('opt/state/a.d', 'b 1'), link('var/lib/state', '/opt/state')], [db('var/lib/.wh.state', '')]],
  ]) {
    const { detours: count, packages } = await scanned(layers);
    assert.equal(count, 0);
    assert.equal(packages.length, 1);
  }
});

test('what lies where a link leads counts no longer when it is removed', async () => {
  const { packages } = await scanned([[db('opt/x', 'a 1'), link('etc/db', '/opt/x')], [{ path: 'opt/.wh.x' }]]);
  assert.deepEqual(packages, []);
});

test('a hard link is read at the name that its archive has first, and stays what it is when that changes', async () => {
  const layers = [[db('opt/x', 'a 1'), hardLink('etc/db', 'opt/x')]];
  assert.deepEqual((await scanned(layers)).packages, ['etc/db (etc/db): a 1 @0']);
  assert.deepEqual((await scanned([...layers, [db('opt/x', 'a 2')]])).packages, ['etc/db (etc/db): a 1 @0']);
  assert.deepEqual((await scanned([...layers, [{ path: 'etc/.wh.db' }]])).packages, []);
});

test('a reader that finds its files anywhere reads hard links too, and others are left as they are', async () => {
  const { packages } = await scanned(
    [[db('store/1', 'a 1'), hardLink('app/db', 'store/1'), db('app/two/db', 'b 1')]],
    [lineReader, placed],
  );
  assert.deepEqual(packages, ['app/db (app/db): a 1 @0', 'app/two/db (app/two/db): b 1 @0']);
  const readers = [lineReader, placed];
  assert.deepEqual(withDetours(readers, []), readers);
});
