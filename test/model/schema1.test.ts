import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schema1Manifest } from '../../src/model/image.ts';
import { parseRef } from '../../src/model/manifest.ts';
import { blob, digestOf, json } from '../support/images.ts';
import { idOf, schema1Document, type Schema1Step } from '../support/schema1.ts';

const [A, B, C] = ['a', 'b', 'c'].map((text) => blob(Buffer.from(text))) as [
  ReturnType<typeof blob>,
  ReturnType<typeof blob>,
  ReturnType<typeof blob>,
];

function parse(document: unknown): Schema1Manifest {
  const bytes = json(document);
  const ref = parseRef(bytes, digestOf(bytes), undefined);
  assert.ok(ref.kind === 'schema1');
  return ref;
}

const read = (steps: readonly Schema1Step[]): Schema1Manifest => parse(schema1Document(steps));
const command = (text: string) => ({ container_config: { Cmd: ['/bin/sh', '-c', text] } });

test('layers stand lowest first, and have no sizes', () => {
  const { layers } = read([{ blob: A }, { blob: B }, { blob: C }]);
  assert.deepEqual(
    layers.map(({ digest, size }) => [digest, size]),
    [A, B, C].map(({ digest }) => [digest, undefined]),
  );
});

test('the configuration is made of the history: the newest step describes the image', () => {
  const newest = { os: 'linux', architecture: 'arm64', created: '2016-01-01T00:00:00Z', config: { Labels: { a: 'b' } } };
  const { config } = read([
    { blob: A, image: command('ADD files') },
    { blob: B, image: { ...newest, ...command('RUN make') } },
  ]);
  assert.deepEqual(config, {
    platform: { os: 'linux', architecture: 'arm64' },
    diffIDs: undefined,
    history: [
      { createdBy: '/bin/sh -c ADD files', emptyLayer: false },
      { createdBy: '/bin/sh -c RUN make', emptyLayer: false },
    ],
    created: '2016-01-01T00:00:00Z',
    labels: { a: 'b' },
  });
});

test("where no step tells the platform, the manifest's architecture counts", () => {
  assert.deepEqual(parse(schema1Document([{ blob: A }], { architecture: 's390x' })).config.platform, {
    os: 'linux',
    architecture: 's390x',
  });
});

test('steps that changed no files are told of and have no layer', () => {
  const { layers, config } = read([{ blob: A }, { blob: B, image: { throwaway: true, ...command('ENV a=b') } }, { blob: C }]);
  assert.deepEqual(
    layers.map(({ digest }) => digest),
    [A.digest, C.digest],
  );
  assert.deepEqual(
    config.history.map(({ emptyLayer }) => emptyLayer),
    [false, true, false],
  );
});

test('a step that old versions of Docker wrote twice in a row counts once', () => {
  const twice = { id: idOf(1), parent: idOf(0) };
  const { layers } = read([
    { blob: A },
    { blob: B },
    { blob: B, image: twice },
    { blob: C, image: { id: idOf(3), parent: idOf(1) } },
  ]);
  assert.deepEqual(
    layers.map(({ digest }) => digest),
    [A.digest, B.digest, C.digest],
  );
});

test('the lowest layer of an image for Windows may lie on one that is not listed', () => {
  const step = { blob: A, image: { parent: idOf(9), os: 'windows' } };
  assert.equal(read([step]).layers.length, 1);
});

const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['another version', schema1Document([{ blob: A }], { schemaVersion: 2 }), /schemaVersion is not 1/],
  ['no layers', schema1Document([]), /there are no layers/],
  [
    'more layers than history',
    schema1Document([{ blob: A }], { fsLayers: [{ blobSum: A.digest }, { blobSum: B.digest }] }),
    /2 layers and 1 steps/,
  ],
  ['a digest that is none', schema1Document([{ blob: { digest: 'sha256:x' } }]), /fsLayers\.0\.blobSum/],
  ['an id that is a path', schema1Document([{ blob: A, image: { id: '../../etc' } }]), /64 hexadecimal/],
  ['history that is no JSON', schema1Document([{ blob: A }], { history: [{ v1Compatibility: '{' }] }), /not a JSON object/],
  ['a parent below the lowest layer', schema1Document([{ blob: A, image: { parent: idOf(9) } }]), /parent that it does not list/],
  ['a chain that breaks', schema1Document([{ blob: A }, { blob: B, image: { parent: idOf(9) } }]), /layer 2 does not lie on/],
  [
    'a step that comes back later',
    schema1Document([{ blob: A }, { blob: B }, { blob: A, image: { id: idOf(0), parent: idOf(1) } }]),
    /stands in it twice/,
  ],
];

for (const [what, document, message] of refused) {
  test(`the first Docker format is refused: ${what}`, () =>
    assert.throws(() => parse(document), { code: 'MANIFEST_INVALID', message }));
}
