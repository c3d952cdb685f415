import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  blobEntries,
  blobPath,
  essence,
  layeredImage,
  layoutEntries,
  ociLayout,
  savedByNewDocker,
  savedByOldDocker,
  savedEntry,
  scanArchive,
  type Scanned,
  writeTar,
} from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { blob, json, type MadeImage, makeImageOf, makeIndex } from '../support/images.ts';
import type { TarEntry } from '../support/tar.ts';

const image = layeredImage();
/** What an attestation has for a layer. */
const STATEMENT = { mediaType: 'application/vnd.in-toto+json', digest: image.config.digest, size: 1 };
const base = '0'.repeat(64);
const config = `${image.config.digest.slice(7)}.json`;

suite('What docker save writes', () => {
  let folder: TemporaryFolder;
  let expected: Scanned;
  let count = 0;
  before(async () => {
    folder = await temporaryFolder();
    expected = await scan(ociLayout(image));
  });
  after(() => folder[Symbol.asyncDispose]());

  async function scan(entries: readonly TarEntry[]): Promise<Scanned> {
    count += 1;
    return await scanArchive(await writeTar(join(folder.path, `${count}.tar`), entries));
  }

  /** The saved image, with members replaced by name; those replaced by nothing are left out. */
  function saved(changes: Readonly<Record<string, Partial<TarEntry> | undefined>>, entries = savedByOldDocker(image)) {
    return entries.flatMap((entry): readonly TarEntry[] => {
      if (!(entry.path in changes)) return [entry];
      const change = changes[entry.path];
      return change === undefined ? [] : [{ ...entry, ...change }];
    });
  }

  test('a layer that is a link to another one is read there', async () => {
    const moved = savedByOldDocker(image).flatMap((entry): readonly TarEntry[] =>
      entry.path === `${base}/layer.tar`
        ? [
            { path: entry.path, type: '2', link: '../other/layer.tar' },
            { ...entry, path: 'other/layer.tar' },
          ]
        : [entry],
    );
    assert.deepEqual(essence(await scan(moved)), essence(expected));
  });

  test('one layer twice is read as two', async () => {
    const layer = [{ path: 'db', body: 'a 1' }];
    const twice = makeImageOf([layer, layer]);
    const entries = saved(
      { [`${'1'.repeat(64)}/layer.tar`]: { body: '', type: '2', link: `../${base}/layer.tar` } },
      savedByOldDocker(twice),
    );
    assert.deepEqual(essence(await scan(entries)), essence(await scan(ociLayout(twice))));
  });

  for (const [compression, compress] of [
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const) {
    test(`layers compressed with ${compression}, as other tools put there, have the digest of their bytes`, async () => {
      const layers = image.layers.map((_, index) => `layer-${index}.tar.gz`);
      const tars = savedByOldDocker(image).filter(({ path }) => path.endsWith('/layer.tar'));
      const packed = tars.map(({ body = '' }, index) => ({ path: layers[index]!, body: compress(body) }));
      const scanned = await scan([...packed, { path: config, body: image.config.bytes }, savedEntry([{ config, layers }])]);
      assert.deepEqual(essence(scanned), essence(expected));
      assert.deepEqual(
        scanned.image.layers.map(({ descriptor }) => descriptor.digest),
        packed.map(({ body }) => blob(body).digest),
      );
    });
  }

  test('a layer that is not its diffID is not believed', async () => {
    const other = saved({ [`${base}/layer.tar`]: { body: Buffer.alloc(1024) } });
    await assert.rejects(scan(other), { code: 'DIGEST_MISMATCH' });
  });

  test('a configuration that is not the one of its name is not believed', async () => {
    const other = Buffer.from(image.config.bytes.toString().replace('amd64', 'arm64'));
    await assert.rejects(scan(saved({ [config]: { body: other } })), { code: 'DIGEST_MISMATCH', message: new RegExp(config) });
  });

  test('what is missing is named', async () => {
    const layer = `${base}/layer.tar`;
    for (const name of [layer, config]) {
      await assert.rejects(scan(saved({ [name]: undefined })), {
        code: 'MANIFEST_INVALID',
        message: `The image on disk cannot be used: "${name}" is missing from it.`,
      });
    }
  });

  test('as many layers are listed as the configuration tells of', async () => {
    const fewer = saved({ 'manifest.json': savedEntry([{ config, layers: [`${base}/layer.tar`] }]) });
    await assert.rejects(scan(fewer), { code: 'MANIFEST_INVALID', message: /lists 1 layers for .* which tells of 3/ });
  });

  test('a name in its list that leads out of it is refused', async () => {
    const out = saved({ 'manifest.json': savedEntry([{ config: '../config.json', layers: [] }]) });
    await assert.rejects(scan(out), { code: 'MANIFEST_INVALID', message: /"\.\.\/config.json", which leads out of it/ });
  });

  test('a list that is none is told of', async () => {
    await assert.rejects(scan(saved({ 'manifest.json': { body: '[{"Config":1}]' } })), {
      code: 'MANIFEST_INVALID',
      message: /not as docker save writes it: 0.Config/,
    });
    await assert.rejects(scan(saved({ 'manifest.json': { body: '{"cut' } })), { code: 'MANIFEST_INVALID', message: /not JSON/ });
    await assert.rejects(scan(saved({ 'manifest.json': { body: '[]' } })), { code: 'NOT_AN_IMAGE' });
  });

  test('what a Docker before 1.10 saved is called by its name', async () => {
    await assert.rejects(scan(saved({ 'manifest.json': undefined })), { code: 'NOT_AN_IMAGE', message: /older than 1.10/ });
  });

  /** The image as a new Docker saves it, with another manifest in its layout. */
  function withManifest(change: (manifest: { layers: { size: number }[] }) => unknown): readonly TarEntry[] {
    const manifest = { ...image.manifest, ...blob(json(change(JSON.parse(image.manifest.bytes.toString())))) };
    const mine = layoutEntries([{ manifest }]);
    return [
      ...savedByNewDocker(image).filter(({ path }) => path !== 'index.json' && path !== blobPath(image.manifest.digest)),
      { path: blobPath(manifest.digest), body: manifest.bytes },
      mine[1]!,
    ];
  }

  test('sizes that Docker 25.0 got wrong are those of the members', async () => {
    const wrong = withManifest((manifest) => ({ ...manifest, layers: manifest.layers.map((layer) => ({ ...layer, size: 32 })) }));
    const scanned = await scan(wrong);
    assert.deepEqual(essence(scanned), essence(expected));
    assert.deepEqual(
      scanned.image.layers.map(({ descriptor }) => descriptor.size),
      image.layers.map(({ bytes }) => bytes.length),
    );
  });

  const wrongs: readonly (readonly [string, (manifest: { layers: { size: number }[] }) => unknown])[] = [
    ['has no layers', (manifest) => ({ ...manifest, layers: [] })],
    ['has the layers in disorder', (manifest) => ({ ...manifest, layers: [...manifest.layers].reverse() })],
    ['is no manifest', () => ({ schemaVersion: 2 })],
  ];
  for (const [what, change] of wrongs) {
    test(`a manifest beside the list that ${what} is not taken`, async () => {
      const entries = withManifest(change);
      const listed = JSON.parse(entries.at(-1)!.body!.toString()).manifests[0].digest;
      const scanned = await scan(entries);
      assert.deepEqual(essence(scanned), essence(expected));
      assert.notEqual(scanned.image.digest, listed);
    });
  }

  test('a layout whose list is null does not matter', async () => {
    const nothing = saved({ 'index.json': { body: '{"schemaVersion":2,"manifests":null}' } }, savedByNewDocker(image));
    assert.deepEqual(essence(await scan(nothing)), essence(expected));
  });

  test('the index that an image was pulled by keeps its digest, and platforms that were not saved cannot be chosen', async () => {
    const absent: MadeImage = makeImageOf([[{ path: 'db', body: 'x 1' }]], { platform: { os: 'linux', architecture: 'arm64' } });
    const statement = {
      ...image.manifest,
      ...blob(json({ ...JSON.parse(image.manifest.bytes.toString()), layers: [STATEMENT] })),
    };
    const index = makeIndex([
      { image: { manifest: statement }, platform: { os: 'unknown', architecture: 'unknown' } },
      { image: absent, platform: { os: 'linux', architecture: 'arm64' } },
      { image, platform: { os: 'linux', architecture: 'amd64' } },
    ]);
    const name = { 'io.containerd.image.name': 'docker.io/library/app:1' };
    const entries = [
      ...blobEntries(image),
      ...[index, statement].map(({ digest, bytes }) => ({ path: blobPath(digest), body: bytes })),
      ...layoutEntries([{ manifest: index, annotations: name }]),
      savedEntry([
        { config: blobPath(image.config.digest), tags: ['app:1'], layers: image.layers.map(({ digest }) => blobPath(digest)) },
      ]),
    ];
    const scanned = await scan(entries);
    assert.equal(scanned.image.resolvedDigest, index.digest);
    assert.equal(scanned.image.digest, image.manifest.digest);
    count += 1;
    const path = await writeTar(join(folder.path, `${count}.tar`), entries);
    await assert.rejects(scanArchive(path, { platform: { os: 'linux', architecture: 'arm64' } }), { code: 'PLATFORM_NOT_FOUND' });
  });
});
