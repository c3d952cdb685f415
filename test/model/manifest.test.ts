import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ScanError } from '../../src/model/errors.ts';
import { MEDIA_TYPES, parseRef } from '../../src/model/manifest.ts';
import { digestOf, json, makeImageOf, makeIndex } from '../support/images.ts';
import { schema1Document } from '../support/schema1.ts';

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
const manifest = { schemaVersion: 2, config: descriptor(), layers: [] };
const schema1 = schema1Document([{ blob: image.config }]);

test('Docker and OCI manifests are one thing', () => {
  for (const docker of [true, false]) {
    const made = makeImageOf([[{ path: 'a' }]], { docker }).manifest;
    const ref = parseRef(made.bytes, made.digest, undefined);
    assert.equal(ref.kind, 'manifest');
    assert.equal(ref.mediaType, made.mediaType);
  }
});

test('Docker lists and OCI indexes are one thing', () => {
  for (const type of [MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerList]) {
    const index = makeIndex([{ image, platform: RUNNER }], type);
    assert.equal(parseRef(index.bytes, index.digest, undefined).kind, 'index');
  }
});

test('a manifest without a media type is what the header says, or what it looks like', () => {
  assert.equal(parse(manifest, `${MEDIA_TYPES.ociManifest}; charset=utf-8`).mediaType, MEDIA_TYPES.ociManifest);
  assert.equal(parse(manifest, MEDIA_TYPES.dockerManifest.toUpperCase()).mediaType, MEDIA_TYPES.dockerManifest);
  assert.equal(parse(manifest).kind, 'manifest');
});

test("a manifest's own type counts for more than the header's", () => {
  const own = { ...manifest, mediaType: `${MEDIA_TYPES.ociManifest.toUpperCase()} ; charset=utf-8` };
  assert.equal(parse(own, MEDIA_TYPES.dockerManifest).mediaType, MEDIA_TYPES.ociManifest);
});

for (const type of ['application/json', 'application/octet-stream', 'text/plain; charset=utf-8', 'text/html', '']) {
  test(`a header that says nothing does no harm: "${type}"`, () => {
    assert.equal(parse(manifest, type).kind, 'manifest');
    assert.equal(parse({ manifests: [] }, type).kind, 'index');
    assert.equal(parse(schema1, type).kind, 'schema1');
  });
}

const refused: readonly (readonly [string, unknown, RegExp, string?])[] = [
  ['no object', 'text', /not a JSON object/],
  ['a list', [], /not a JSON object/],
  ['nothing in it', { schemaVersion: 2 }, /neither an image nor an index/],
  ['an index and a manifest in one', { manifests: [], layers: [], config: descriptor() }, /ambiguous/],
  ['an index with a configuration', { manifests: [], config: descriptor() }, /ambiguous/],
  ['layers of two formats in one', { fsLayers: [], layers: [] }, /ambiguous/],
  ['an index and the first Docker format in one', { ...schema1, manifests: [] }, /ambiguous/],
  ['a manifest that calls itself an index', { ...manifest, mediaType: MEDIA_TYPES.ociIndex }, /calls itself/],
  ['an index that calls itself a manifest', { mediaType: MEDIA_TYPES.ociManifest, manifests: [] }, /calls itself/],
  ['the first format that calls itself the second', { ...schema1, mediaType: MEDIA_TYPES.dockerManifest }, /calls itself/],
  ['a manifest that the server calls an index', manifest, /the server calls it/, MEDIA_TYPES.ociIndex],
  ['an index that the server calls a manifest', { manifests: [] }, /the server calls it/, MEDIA_TYPES.dockerManifest],
  ['a layer without a digest', { config: descriptor(), layers: [{ size: 1 }] }, /layers\.0\.digest/],
  ['a digest that is a path', { config: { ...descriptor(), digest: 'sha256:../../x' }, layers: [] }, /config\.digest/],
  ['an empty digest', { manifests: [{ ...descriptor(), digest: '' }] }, /manifests\.0\.digest/],
  ['a negative size', { config: { ...descriptor(), size: -1 }, layers: [] }, /config\.size/],
  ['a thousand and one layers', { config: descriptor(), layers: Array.from({ length: 1001 }, () => descriptor()) }, /layers/],
  ['a thousand and one entries', { manifests: Array.from({ length: 1001 }, () => descriptor()) }, /manifests/],
];

for (const [what, document, message, contentType] of refused) {
  test(`a manifest is refused: ${what}`, () =>
    assert.throws(() => parse(document, contentType), { code: 'MANIFEST_INVALID', message }));
}

test('what is no image is called by its name', () => {
  const kinds: readonly (readonly [string, RegExp])[] = [
    ['application/vnd.cncf.helm.config.v1+json', /a Helm chart/],
    ['application/vnd.in-toto+json', /an attestation/],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', /a signature/],
    ['application/vnd.docker.plugin.v1+json', /a Docker plugin/],
    ['application/vnd.docker.ai.model.config.v0.1+json', /a model/],
    ['application/vnd.cncf.model.config.v1+json', /a model/],
    ['application/vnd.wasm.config.v0+json', /a WebAssembly module/],
    ['application/spdx+json', /a bill of materials/],
    ['application/vnd.acme.thing', /an artifact of type application\/vnd\.acme\.thing/],
  ];
  for (const [type, message] of kinds) {
    const expected = { code: 'NOT_AN_IMAGE', message };
    assert.throws(() => parse({ config: descriptor(type), layers: [] }), expected);
    assert.throws(() => parse({ ...manifest, artifactType: type }), expected, 'by its artifactType');
    assert.throws(() => parse({ ...manifest, mediaType: type }), expected, 'by its own type');
    assert.throws(() => parse({ artifactType: type, blobs: [] }), expected, 'without layers');
  }
});

test('an artifact type that is an image is no hindrance', () => {
  assert.equal(parse({ ...manifest, artifactType: 'application/vnd.oci.image.config.v1+json' }).kind, 'manifest');
});

for (const type of [
  '',
  'application/octet-stream',
  'application/json',
  'text/html',
  'application/vnd.docker.container.image.v1+json',
]) {
  test(`a configuration that careless writers call "${type}" is an image's`, () => {
    assert.equal(parse({ ...manifest, config: descriptor(type) }).kind, 'manifest');
  });
}

test('content with the configuration of an image and layers that are none is told from an image', () => {
  const config = descriptor('application/vnd.oci.image.config.v1+json');
  const layer = descriptor('application/vnd.oci.image.layer.v1.tar+gzip');
  const statement = descriptor('application/vnd.in-toto+json');
  assert.throws(() => parse({ config, layers: [statement, statement] }), { code: 'NOT_AN_IMAGE', message: /an attestation/ });
  const weights = descriptor('application/vnd.ollama.image.params');
  assert.throws(() => parse({ config, layers: [weights] }), { code: 'NOT_AN_IMAGE', message: /a model/ });
  assert.equal(parse({ config, layers: [layer, statement] }).kind, 'manifest');
  assert.equal(parse({ config, layers: [] }).kind, 'manifest');
});

test('a descriptor keeps what it carries and where else it is kept, and drops what is empty', () => {
  const full = { ...descriptor('Application/X; a=b'), data: 'e30=', urls: ['https://mcr.example/x'], annotations: null };
  const ref = parse({ ...manifest, layers: [full, { ...descriptor('x/y'), urls: [], platform: {} }] });
  assert.ok(ref.kind === 'manifest');
  assert.deepEqual(ref.layers, [
    { mediaType: 'application/x', digest: image.config.digest, size: 10, data: 'e30=', urls: ['https://mcr.example/x'] },
    { mediaType: 'x/y', digest: image.config.digest, size: 10 },
  ]);
});

test('whatever a registry sends, nothing but our own error is thrown', () => {
  const field = fc.constantFrom(
    'manifests',
    'layers',
    'config',
    'fsLayers',
    'history',
    'mediaType',
    'artifactType',
    'schemaVersion',
  );
  const some = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(descriptor(), [descriptor()], 1, MEDIA_TYPES.ociIndex));
  const document = fc.oneof(
    fc.string().map((text) => Buffer.from(text)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.dictionary(field, some).map(json),
    fc.dictionary(field, some).map((fields) => json({ ...schema1, ...fields })),
  );
  fc.assert(
    fc.property(document, fc.option(fc.string(), { nil: undefined }), (bytes, contentType) => {
      try {
        parseRef(bytes, digestOf(bytes), contentType);
      } catch (error) {
        assert.ok(error instanceof ScanError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
