import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choosePlatform } from '../../src/model/choice.ts';
import { layersOf, parseConfig } from '../../src/model/config.ts';
import type { Index, Manifest } from '../../src/model/image.ts';
import { MEDIA_TYPES, parseRef } from '../../src/model/manifest.ts';
import { formatPlatform, parsePlatform } from '../../src/model/platform.ts';
import { digestOf, json, makeImageOf, makeIndex } from '../support/images.ts';

const image = makeImageOf([[{ path: 'a' }], [{ path: 'b' }]]);
const RUNNER = { os: 'linux', architecture: 'amd64' };

function parse(document: unknown, contentType?: string) {
  const bytes = json(document);
  return parseRef(bytes, digestOf(bytes), contentType);
}

const descriptor = (mediaType = 'application/vnd.oci.image.config.v1+json') => ({
  mediaType,
  digest: image.config.digest,
  size: 10,
});

test('Docker and OCI manifests are one thing', () => {
  for (const docker of [true, false]) {
    const { manifest } = makeImageOf([[{ path: 'a' }]], { docker });
    const ref = parseRef(manifest.bytes, manifest.digest, undefined);
    assert.equal(ref.kind, 'manifest');
    assert.equal(ref.mediaType, manifest.mediaType);
  }
});

test('Docker lists and OCI indexes are one thing', () => {
  for (const type of [MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerList]) {
    const index = makeIndex([{ image, platform: RUNNER }], type);
    assert.equal(parseRef(index.bytes, index.digest, undefined).kind, 'index');
  }
});

test('a manifest without a media type is what the header says, or what it looks like', () => {
  const manifest = { schemaVersion: 2, config: descriptor(), layers: [] };
  assert.equal(parse(manifest, `${MEDIA_TYPES.ociManifest}; charset=utf-8`).mediaType, MEDIA_TYPES.ociManifest);
  assert.equal(parse(manifest, 'text/plain').kind, 'manifest');
});

const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['no object', 'text', /not a JSON object/],
  ['nothing in it', { schemaVersion: 2 }, /neither an image nor an index/],
  ['an index and a manifest in one', { manifests: [], layers: [], config: descriptor() }, /ambiguous/],
  ['two formats in one', { fsLayers: [], layers: [] }, /ambiguous/],
  ['the first Docker format', { schemaVersion: 1, fsLayers: [], history: [] }, /schema 1/],
  [
    'a manifest that calls itself an index',
    { mediaType: MEDIA_TYPES.ociIndex, config: descriptor(), layers: [] },
    /calls itself/,
  ],
  ['an index that calls itself a manifest', { mediaType: MEDIA_TYPES.ociManifest, manifests: [] }, /calls itself/],
  ['a layer without a digest', { config: descriptor(), layers: [{ size: 1 }] }, /layers\.0\.digest/],
  ['a digest that is a path', { config: { ...descriptor(), digest: 'sha256:../../x' }, layers: [] }, /config\.digest/],
  ['a negative size', { config: { ...descriptor(), size: -1 }, layers: [] }, /config\.size/],
  ['a thousand and one layers', { config: descriptor(), layers: Array.from({ length: 1001 }, () => descriptor()) }, /layers/],
];

for (const [what, document, message] of refused) {
  test(`a manifest is refused: ${what}`, () => assert.throws(() => parse(document), { code: 'MANIFEST_INVALID', message }));
}

test('what is no image is called by its name', () => {
  const kinds: readonly (readonly [string, RegExp])[] = [
    ['application/vnd.cncf.helm.config.v1+json', /a Helm chart/],
    ['application/vnd.in-toto+json', /an attestation/],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', /a signature/],
    ['application/vnd.docker.plugin.v1+json', /a Docker plugin/],
    ['application/vnd.acme.thing', /an artifact of type application\/vnd\.acme\.thing/],
  ];
  for (const [type, message] of kinds) {
    assert.throws(() => parse({ config: descriptor(type), layers: [] }), { code: 'NOT_AN_IMAGE', message });
  }
});

test('content with the configuration of an image and layers that are none is told from an image', () => {
  const config = descriptor('application/vnd.oci.image.config.v1+json');
  const layer = descriptor('application/vnd.oci.image.layer.v1.tar+gzip');
  const statement = descriptor('application/vnd.in-toto+json');
  assert.throws(() => parse({ config, layers: [statement, statement] }), { code: 'NOT_AN_IMAGE', message: /an attestation/ });
  assert.equal(parse({ config, layers: [layer, statement] }).kind, 'manifest');
  assert.equal(parse({ config, layers: [] }).kind, 'manifest');
});

function indexOf(platforms: readonly string[], extra: Parameters<typeof makeIndex>[0] = []): Index {
  const entries = platforms.map((platform, position) => ({
    image: makeImageOf([[{ path: String(position) }]]),
    platform: { ...parsePlatform(platform) },
  }));
  const made = makeIndex([...entries, ...extra]);
  const ref = parseRef(made.bytes, made.digest, undefined);
  assert.ok(ref.kind === 'index');
  return ref;
}

const attestation = {
  image,
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
};

const choices: readonly (readonly [string, readonly string[], string | undefined, string])[] = [
  ['the exact platform', ['linux/arm64', 'linux/amd64'], 'linux/amd64', 'linux/amd64'],
  ["the runner's own by default", ['linux/arm64', 'linux/amd64'], undefined, 'linux/amd64'],
  ['the only one there is, where none was asked for', ['linux/s390x'], undefined, 'linux/s390x'],
  ['another spelling', ['linux/amd64', 'linux/arm64'], 'linux/aarch64', 'linux/arm64'],
  ['arm64 with and without its variant', ['linux/arm64/v8'], 'linux/arm64', 'linux/arm64'],
  ['the best variant that runs', ['linux/arm/v5', 'linux/arm/v6'], 'linux/arm/v7', 'linux/arm/v6'],
  ['the exact variant', ['linux/arm/v6', 'linux/arm/v7'], 'linux/arm/v7', 'linux/arm/v7'],
];

for (const [what, offered, wanted, expected] of choices) {
  test(`of an index is chosen: ${what}`, () => {
    const chosen = choosePlatform(
      indexOf(offered, [attestation]),
      wanted === undefined ? undefined : parsePlatform(wanted),
      RUNNER,
    );
    assert.ok(chosen.platform !== undefined);
    assert.equal(formatPlatform(chosen.platform), expected);
  });
}

test('a platform that is not there is answered with those that are', () => {
  const index = indexOf(['linux/amd64', 'linux/arm/v7'], [attestation]);
  assert.throws(() => choosePlatform(index, parsePlatform('linux/s390x'), RUNNER), {
    code: 'PLATFORM_NOT_FOUND',
    message: /only for linux\/amd64, linux\/arm\/v7\./,
  });
  assert.throws(() => choosePlatform(indexOf(['linux/arm/v7']), parsePlatform('linux/arm/v6'), RUNNER), {
    code: 'PLATFORM_NOT_FOUND',
  });
});

test('an index of attestations alone is no image', () => {
  assert.throws(() => choosePlatform(indexOf([], [attestation]), undefined, RUNNER), { code: 'NOT_AN_IMAGE' });
});

test('each layer knows its diffID and its instruction', () => {
  const ref = parseRef(image.manifest.bytes, image.manifest.digest, undefined) as Manifest;
  const layers = layersOf(ref, parseConfig(image.config.bytes));
  assert.deepEqual(
    layers.map(({ index, createdBy }) => [index, createdBy]),
    [
      [0, 'RUN step 1'],
      [1, 'RUN step 2'],
    ],
  );
});

test('instructions without a layer are passed over, and a history that does not fit says nothing', () => {
  const ref = parseRef(image.manifest.bytes, image.manifest.digest, undefined) as Manifest;
  const config = parseConfig(image.config.bytes);
  const withEmpty = { ...config, history: [{ createdBy: 'ENV a=b', emptyLayer: true }, ...config.history] };
  assert.deepEqual(
    layersOf(ref, withEmpty).map(({ createdBy }) => createdBy),
    ['RUN step 1', 'RUN step 2'],
  );
  const unfit = { ...config, history: config.history.slice(1) };
  assert.deepEqual(
    layersOf(ref, unfit).map(({ createdBy }) => createdBy),
    [undefined, undefined],
  );
});

test('a configuration with another number of layers than the manifest is refused', () => {
  const ref = parseRef(image.manifest.bytes, image.manifest.digest, undefined) as Manifest;
  const config = parseConfig(image.config.bytes);
  assert.throws(() => layersOf(ref, { ...config, diffIDs: config.diffIDs.slice(1) }), { code: 'MANIFEST_INVALID' });
});

test('a configuration that is none is refused', () => {
  for (const bytes of ['[]', '{"rootfs":{"diff_ids":["sha256:x"]}}', '{', '{"rootfs":1}']) {
    assert.throws(() => parseConfig(Buffer.from(bytes)), { code: 'MANIFEST_INVALID' });
  }
});
