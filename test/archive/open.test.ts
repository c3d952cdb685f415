import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { openArchive } from '../../src/archive/open.ts';
import {
  essence,
  layeredImage,
  ociLayout,
  savedByNewDocker,
  savedByOldDocker,
  scanArchive,
  scanRegistry,
  type Scanned,
  skopeoFolder,
  writeFolder,
  writeTar,
} from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { makeImageOf } from '../support/images.ts';
import type { TarEntry } from '../support/tar.ts';

const image = layeredImage();
const zstdFrames = (tar: Buffer): Buffer =>
  Buffer.concat([zstdCompressSync(tar.subarray(0, 100_000)), zstdCompressSync(tar.subarray(100_000))]);

suite('An image on disk', () => {
  let folder: TemporaryFolder;
  let expected: Scanned;
  before(async () => {
    folder = await temporaryFolder();
    expected = await scanRegistry(image);
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Of the forms that keep the manifest, its digest is the registry's. */
  const kept: readonly (readonly [form: string, entries: readonly TarEntry[]])[] = [
    ['an OCI layout', ociLayout(image)],
    ['an OCI layout with a name', ociLayout(image, 'app:1')],
    ['what a new Docker saves', savedByNewDocker(image)],
    ["skopeo's dir:", skopeoFolder(image)],
  ];

  for (const [form, entries] of kept) {
    test(`gives what a registry gives: ${form}, as a folder`, async () => {
      const scanned = await scanArchive(await writeFolder(join(folder.path, form), entries));
      assert.deepEqual(scanned, expected);
    });

    test(`gives what a registry gives: ${form}, as a tar`, async () => {
      const scanned = await scanArchive(await writeTar(join(folder.path, `${form}.tar`), entries));
      assert.deepEqual(scanned, expected);
    });
  }

  for (const [compression, change] of [
    ['gzip', (tar: Buffer) => gzipSync(tar)],
    ['zstd', (tar: Buffer) => zstdCompressSync(tar)],
    ['zstd in several frames', zstdFrames],
  ] as const) {
    test(`gives what a registry gives: a tar compressed with ${compression}`, async () => {
      for (const [form, entries] of kept) {
        const scanned = await scanArchive(await writeTar(join(folder.path, `${form}.${compression}`), entries, change));
        assert.deepEqual(scanned, expected, form);
      }
      const old = await writeTar(join(folder.path, `old.${compression}`), savedByOldDocker(image), change);
      assert.deepEqual(essence(await scanArchive(old)), essence(expected));
    });
  }

  test('gives what a registry gives: what an old Docker saves, although it tells no manifest', async () => {
    const scanned = await scanArchive(await writeTar(join(folder.path, 'old.tar'), savedByOldDocker(image)));
    assert.deepEqual(essence(scanned), essence(expected));
    const unpacked = await scanArchive(await writeFolder(join(folder.path, 'old'), savedByOldDocker(image)));
    assert.deepEqual(unpacked, scanned);
  });

  test('has one digest wherever an old Docker put its layers', async () => {
    const entries = savedByOldDocker(image);
    const first = await scanArchive(await writeTar(join(folder.path, 'one.tar'), entries));
    const second = await scanArchive(await writeTar(join(folder.path, 'two.tar'), [...entries].reverse()));
    assert.equal(first.image.digest, second.image.digest);
    assert.deepEqual(
      first.image.layers.map(({ descriptor }) => descriptor.digest),
      first.image.layers.map(({ diffID }) => diffID),
    );
  });

  test('is found where its path holds colons, and by a name after one', async () => {
    const path = await writeTar(join(folder.path, 'plain.tar'), savedByOldDocker(image));
    const odd = join(folder.path, 'with:two:colons.tar');
    await rename(path, odd);
    assert.deepEqual(essence(await scanArchive(odd)), essence(expected));
    assert.deepEqual(essence(await scanArchive(`${odd}:app:1`)), essence(expected));
    await using archive = await openArchive(`${odd}:app:1`, { signal: new AbortController().signal });
    assert.deepEqual([archive.path, archive.name], [odd, 'app:1']);
    await assert.rejects(scanArchive(`${odd}:app:2`), { code: 'IMAGE_NOT_FOUND' });
  });

  test('of layers without compression is read by their diffIDs', async () => {
    const plain = makeImageOf([[{ path: 'db', body: 'a 1' }], [{ path: 'db', body: 'b 2' }]], { compression: 'none' });
    const path = await writeTar(join(folder.path, 'uncompressed.tar'), savedByNewDocker(plain));
    const scanned = await scanArchive(path);
    assert.equal(scanned.image.digest, plain.manifest.digest);
    assert.deepEqual(
      scanned.packages.map(({ record }) => record.name),
      ['b'],
    );
  });
});
