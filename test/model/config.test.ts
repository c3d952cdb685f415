import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layersOf, parseConfig } from '../../src/model/config.ts';
import type { Manifest, Schema1Manifest } from '../../src/model/image.ts';
import { parseRef } from '../../src/model/manifest.ts';
import { digestOf, json, makeImageOf, type MadeImage } from '../support/images.ts';

const image = makeImageOf([[{ path: 'a' }], [{ path: 'b' }]]);
const manifestOf = ({ manifest }: MadeImage) => parseRef(manifest.bytes, manifest.digest, undefined) as Manifest;
const config = parseConfig(image.config.bytes);

test('each layer knows its diffID and its instruction', () => {
  assert.deepEqual(
    layersOf(manifestOf(image), config).map(({ index, diffID, createdBy }) => [index, diffID, createdBy]),
    [
      [0, config.diffIDs?.[0], 'RUN step 1'],
      [1, config.diffIDs?.[1], 'RUN step 2'],
    ],
  );
});

test('instructions without a layer are passed over, and a history that does not fit says nothing', () => {
  const withEmpty = { ...config, history: [{ createdBy: 'ENV a=b', emptyLayer: true }, ...config.history] };
  assert.deepEqual(
    layersOf(manifestOf(image), withEmpty).map(({ createdBy }) => createdBy),
    ['RUN step 1', 'RUN step 2'],
  );
  const unfit = { ...config, history: config.history.slice(1) };
  assert.deepEqual(
    layersOf(manifestOf(image), unfit).map(({ createdBy }) => createdBy),
    [undefined, undefined],
  );
});

test('a configuration with another number of layers than the manifest is refused', () => {
  for (const diffIDs of [config.diffIDs?.slice(1) ?? [], [...(config.diffIDs ?? []), digestOf(Buffer.from('x'))]]) {
    assert.throws(() => layersOf(manifestOf(image), { ...config, diffIDs }), { code: 'MANIFEST_INVALID' });
  }
});

test('a layer that stands in an image twice has one diffID, or the image contradicts itself', () => {
  const twice = makeImageOf([[{ path: 'a' }], [{ path: 'a' }]]);
  const good = parseConfig(twice.config.bytes);
  assert.equal(layersOf(manifestOf(twice), good).length, 2);
  const diffIDs = [good.diffIDs![0]!, digestOf(Buffer.from('other'))];
  assert.throws(() => layersOf(manifestOf(twice), { ...good, diffIDs }), { code: 'MANIFEST_INVALID', message: /two diffIDs/ });
});

test('where no document tells diffIDs, the layers have none', () => {
  const manifest: Schema1Manifest = {
    kind: 'schema1',
    digest: image.manifest.digest,
    mediaType: '',
    config: { ...config, diffIDs: undefined },
    layers: image.layers.map(({ digest }) => ({ mediaType: '', digest, size: undefined })),
  };
  assert.deepEqual(
    layersOf(manifest, manifest.config).map(({ diffID, createdBy }) => [diffID, createdBy]),
    [
      [undefined, 'RUN step 1'],
      [undefined, 'RUN step 2'],
    ],
  );
});

test('a configuration that is none is refused', () => {
  for (const bytes of ['[]', '{"rootfs":{"diff_ids":["sha256:x"]}}', '{', '{"rootfs":1}', '{"rootfs":null}']) {
    assert.throws(() => parseConfig(Buffer.from(bytes)), { code: 'MANIFEST_INVALID' });
  }
});

test('a configuration that knows of no file system is that of something else', () => {
  for (const bytes of ['{}', '{"name":"chart","version":"1"}']) {
    assert.throws(() => parseConfig(Buffer.from(bytes)), { code: 'NOT_AN_IMAGE', message: /no file system/ });
  }
});

test('a configuration tells the whole platform, and what it leaves out is Linux on amd64', () => {
  const windows = { os: 'Windows', architecture: 'AMD64', 'os.version': '10.0.1', 'os.features': ['win32k'], variant: '' };
  assert.deepEqual(parseConfig(json({ ...windows, rootfs: {} })).platform, {
    os: 'windows',
    architecture: 'amd64',
    osVersion: '10.0.1',
    osFeatures: ['win32k'],
  });
  assert.deepEqual(parseConfig(json({ rootfs: {} })).platform, { os: 'linux', architecture: 'amd64' });
});
