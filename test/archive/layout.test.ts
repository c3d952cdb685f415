import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import {
  blobEntries,
  blobPath,
  layeredImage,
  layoutEntries,
  type ListedManifest,
  ociLayout,
  scanArchive,
  type ScanOptions,
  type Scanned,
  skopeoFolder,
  writeFolder,
  writeTar,
} from '../support/archives.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts';
import { blob, json, type MadeImage, makeImageOf, makeIndex } from '../support/images.ts';
import type { TarEntry } from '../support/tar.ts';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };
const amd64 = layeredImage();
const arm64 = makeImageOf([[{ path: 'db', body: 'arm 64' }]], { platform: ARM64 });

suite('An OCI layout', () => {
  let folder: TemporaryFolder;
  let count = 0;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => folder[Symbol.asyncDispose]());

  /** Reads it from a tar, and from a folder, which must come to the same. */
  async function scan(entries: readonly TarEntry[], options: ScanOptions = {}): Promise<Scanned> {
    count += 1;
    const tar = await writeTar(join(folder.path, `${count}.tar`), entries);
    const unpacked = await writeFolder(join(folder.path, `${count}`), entries);
    const [first, second] = await Promise.allSettled([scanArchive(tar, options), scanArchive(unpacked, options)]);
    if (first.status === 'rejected') {
      assert.ok(second.status === 'rejected');
      assert.deepEqual(second.reason, first.reason);
      throw first.reason;
    }
    assert.ok(second.status === 'fulfilled');
    assert.deepEqual(second.value, first.value);
    return first.value;
  }

  const layout = (listed: readonly ListedManifest[], images: readonly MadeImage[], more: readonly TarEntry[] = []) => [
    ...layoutEntries(listed),
    ...images.flatMap(blobEntries),
    ...more,
  ];

  test('a platform is chosen from an index in it', async () => {
    const index = makeIndex([
      { image: amd64, platform: AMD64 },
      { image: arm64, platform: ARM64 },
    ]);
    const entries = layout([{ manifest: index }], [amd64, arm64], [{ path: blobPath(index.digest), body: index.bytes }]);
    for (const [platform, image] of [
      [undefined, amd64],
      [ARM64, arm64],
    ] as const) {
      const scanned = await scan(entries, platform === undefined ? {} : { platform });
      assert.deepEqual([scanned.image.resolvedDigest, scanned.image.digest], [index.digest, image.manifest.digest]);
    }
  });

  test('images of one name that differ in their platform alone are one', async () => {
    const entries = layout(
      [
        { manifest: amd64.manifest, platform: AMD64 },
        { manifest: arm64.manifest, platform: ARM64 },
      ],
      [amd64, arm64],
    );
    assert.equal((await scan(entries)).image.digest, amd64.manifest.digest);
    assert.equal((await scan(entries, { platform: ARM64 })).image.digest, arm64.manifest.digest);
  });

  test('what stands beside an image is not taken for one', async () => {
    const entries = layout(
      [
        { manifest: amd64.manifest },
        { manifest: arm64.manifest, platform: { os: 'unknown', architecture: 'unknown' } },
        { manifest: arm64.manifest, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
      ],
      [amd64],
    );
    assert.equal((await scan(entries)).image.digest, amd64.manifest.digest);
    const signed = layout(
      [{ manifest: amd64.manifest }, { manifest: arm64.manifest, annotations: { kind: 'dev.cosignproject.cosign/sigs' } }],
      [amd64],
    );
    assert.equal((await scan(signed)).image.digest, amd64.manifest.digest);
    await assert.rejects(scan(layout([], [amd64])), { code: 'NOT_AN_IMAGE' });
  });

  test('sizes that do not fit are those of the files', async () => {
    const written = JSON.parse(amd64.manifest.bytes.toString());
    const layers = written.layers.map((layer: object) => ({ ...layer, size: 7 }));
    const bytes = json({ ...written, layers, config: { ...written.config, size: 7 } });
    const manifest = { ...amd64.manifest, ...blob(bytes) };
    const scanned = await scan(layout([{ manifest }], [{ ...amd64, manifest }]));
    assert.deepEqual(
      scanned.image.layers.map(({ descriptor }) => descriptor.size),
      amd64.layers.map(({ bytes: { length } }) => length),
    );
  });

  test('a blob that is missing is named', async () => {
    const [, lost] = amd64.layers;
    for (const digest of [lost!.digest, amd64.config.digest]) {
      await assert.rejects(scan(ociLayout(amd64).filter(({ path }) => path !== blobPath(digest))), {
        code: 'BLOB_NOT_FOUND',
        message: `The image on disk cannot be used: the blob ${digest} is missing from it.`,
      });
    }
    await assert.rejects(scan(layout([{ manifest: amd64.manifest }], [])), {
      code: 'MANIFEST_INVALID',
      message: `The image on disk cannot be used: ${amd64.manifest.digest} is missing from it.`,
    });
  });

  /** The layout, and skopeo's form of it, with one byte of a blob flipped. */
  function flipped(digest: string): readonly (readonly TarEntry[])[] {
    const hex = digest.slice('sha256:'.length);
    return [ociLayout(amd64), skopeoFolder(amd64)].map((entries) =>
      entries.map((entry) => {
        if (!entry.path.endsWith(hex)) return entry;
        const body = Buffer.from(entry.body ?? '');
        body[body.length - 2]! ^= 1;
        return { ...entry, body };
      }),
    );
  }

  for (const [what, digest] of [
    ['a manifest', amd64.manifest.digest],
    ['a configuration', amd64.config.digest],
    ['a layer', amd64.layers[0]!.digest],
  ] as const) {
    test(`${what} that is not what its digest says is not believed`, async () => {
      const [asLayout, asFolder] = flipped(digest);
      await assert.rejects(scan(asLayout!), { code: 'DIGEST_MISMATCH' });
      if (what !== 'a manifest') await assert.rejects(scan(asFolder!), { code: 'DIGEST_MISMATCH' });
    });
  }

  test('a manifest that is ambiguous is refused as from a registry', async () => {
    const written = JSON.parse(amd64.manifest.bytes.toString());
    const manifest = { ...amd64.manifest, ...blob(json({ ...written, manifests: [] })) };
    await assert.rejects(scan(layout([{ manifest }], [{ ...amd64, manifest }])), {
      code: 'MANIFEST_INVALID',
      message: /two|ambiguous/,
    });
  });

  test('a layout of another version is not guessed at, and one that tells none is read', async () => {
    const told = (body: string) => ociLayout(amd64).map((entry) => (entry.path === 'oci-layout' ? { ...entry, body } : entry));
    await assert.rejects(scan(told('{"imageLayoutVersion":"2.0.0"}')), { code: 'MANIFEST_INVALID', message: /version 1/ });
    await assert.rejects(scan(told('1.0.0')), { code: 'MANIFEST_INVALID', message: /version 1/ });
    const untold = ociLayout(amd64).filter(({ path }) => path !== 'oci-layout');
    assert.equal((await scan(untold)).image.digest, amd64.manifest.digest);
  });

  test('an index.json that is a manifest is told of', async () => {
    const entries = [{ path: 'index.json', body: amd64.manifest.bytes }, ...blobEntries(amd64)];
    await assert.rejects(scan(entries), { code: 'MANIFEST_INVALID', message: /index.json lists no manifests/ });
  });
});
