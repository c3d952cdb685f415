import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openImage } from '../src/image.ts';
import type { BlobSource } from '../src/model/blob.ts';
import type { Descriptor, Ref } from '../src/model/image.ts';
import { parseRef } from '../src/model/manifest.ts';
import { parsePlatform } from '../src/model/platform.ts';
import { describe, json, makeImageOf, makeIndex, type MadeBlob, type MadeImage } from './support/images.ts';
import { signedSchema1 } from './support/schema1.ts';

type Document = MadeBlob & { readonly mediaType: string };

/** Opens the first of the documents, over a source that holds them all. */
async function open(documents: readonly Document[], blobs: readonly MadeBlob[], wanted?: string) {
  const asked: string[] = [];
  const image = await openImage({
    source: {
      ref: async ({ digest }): Promise<Ref> => {
        const found = documents.find((document) => document.digest === (digest ?? documents[0]?.digest));
        assert.ok(found !== undefined);
        return await Promise.resolve(parseRef(found.bytes, found.digest, found.mediaType));
      },
      blob: (descriptor: Descriptor): BlobSource => ({
        descriptor,
        resolve: () => Promise.reject(new Error('nobody resolves here')),
      }),
    },
    name: { tag: 'v1' },
    wanted: wanted === undefined ? undefined : parsePlatform(wanted),
    runner: parsePlatform('linux/amd64'),
    moveBlob: async ({ descriptor }, begin) => {
      asked.push(descriptor.digest);
      const found = blobs.find(({ digest }) => digest === descriptor.digest);
      assert.ok(found !== undefined);
      const sink = begin();
      await sink.write(found.bytes);
      return await sink.end();
    },
    signal: new AbortController().signal,
  });
  return { image, asked };
}

const made = makeImageOf([[{ path: 'a' }], [{ path: 'b' }]]);

test('an image of its own is what its configuration tells', async () => {
  const { image } = await open([made.manifest], [made.config]);
  assert.deepEqual(image.platform, { os: 'linux', architecture: 'amd64' });
  assert.deepEqual([image.digest, image.resolvedDigest], [made.manifest.digest, made.manifest.digest]);
  assert.deepEqual(
    image.layers.map(({ descriptor }) => descriptor.digest),
    made.layers.map(({ digest }) => digest),
  );
});

test('an image of its own for another platform than the wanted one is refused with its own', async () => {
  await assert.rejects(open([made.manifest], [made.config], 'linux/arm64'), {
    code: 'PLATFORM_NOT_FOUND',
    message: 'The image is made for linux/amd64 and not for linux/arm64.',
  });
});

test("the index's word counts for more than a configuration that was never adapted", async () => {
  const index = makeIndex([{ image: made, platform: { os: 'linux', architecture: 'arm64' } }]);
  const { image } = await open([index, made.manifest], [made.config], 'linux/arm64');
  assert.deepEqual([image.digest, image.resolvedDigest], [made.manifest.digest, index.digest]);
});

test('a configuration that had to be read to choose is not read again', async () => {
  const index = makeIndex([{ image: made }]);
  assert.deepEqual((await open([index, made.manifest], [made.config])).asked, [made.config.digest]);
});

test('an image of the first Docker format needs no configuration, and its layers have neither sizes nor diffIDs', async () => {
  const manifest = signedSchema1(made.layers.map((layer) => ({ blob: layer, image: { architecture: 'arm64', os: 'linux' } })));
  const { image, asked } = await open([{ ...manifest, bytes: manifest.payload }], []);
  assert.deepEqual(asked, []);
  assert.deepEqual(
    image.layers.map(({ descriptor: { digest, size }, diffID }) => [digest, size, diffID]),
    made.layers.map(({ digest }) => [digest, undefined, undefined]),
  );
  assert.equal(image.platform.architecture, 'arm64');
  await assert.rejects(open([{ ...manifest, bytes: manifest.payload }], [], 'linux/amd64'), { code: 'PLATFORM_NOT_FOUND' });
});

function withConfig(config: Readonly<Record<string, unknown>>): MadeImage {
  const bytes = json({ schemaVersion: 2, config: { ...describe(made.config, ''), ...config }, layers: [] });
  return { ...made, manifest: { ...made.manifest, bytes } };
}

test('a configuration that is too large is not fetched', async () => {
  const large = withConfig({ size: 16 * 1024 * 1024 + 1 });
  await assert.rejects(open([large.manifest], []), { code: 'LIMIT_EXCEEDED' });
});

test('layers that the configuration does not know end it', async () => {
  const contradiction = makeImageOf([[{ path: 'a' }]], { config: { rootfs: { diff_ids: [] } } });
  await assert.rejects(open([contradiction.manifest], [contradiction.config]), { code: 'MANIFEST_INVALID' });
});
