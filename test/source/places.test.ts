import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Package } from '../../src/model/package.ts';
import { placesOf } from '../../src/source/places.ts';
import { aPackage, layer } from '../support/reports.ts';

const DOCKERFILE = 'FROM debian:12\nRUN apt-get install openssl \\\n  curl\nCOPY . /app\n';
const LAYERS = ['ADD file:0a in /', 'RUN /bin/sh -c apt-get install openssl   curl # buildkit', 'COPY . /app # buildkit'].map(
  (createdBy, index) => ({ digest: `sha256:${index}`, createdBy }),
);

function npm(name: string, version = '1.0.0', given: Partial<Package> = {}): Package {
  return aPackage(name, {
    ecosystem: 'npm',
    version,
    purl: `pkg:npm/${encodeURIComponent(name)}@${version}`,
    layer: layer(2),
    ...given,
  });
}

function lock(path: string, ...names: readonly string[]) {
  const entries = names.map((name) => `    "node_modules/${name}": {\n      "version": "1.0.0"\n    }`);
  return { path, text: `{\n  "packages": {\n${entries.join(',\n')}\n  }\n}\n` };
}

const nothing = { layers: [], packages: [], lockfiles: [] };

describe('the places of an image', () => {
  test('are the instructions of its layers, whole', () => {
    const { layers, files } = placesOf({
      ...nothing,
      layers: LAYERS,
      dockerfile: { path: 'ci/my file/Dockerfile', text: DOCKERFILE },
    });
    const uri = 'ci/my%20file/Dockerfile';
    assert.deepEqual(files, [uri]);
    assert.deepEqual(layers, [
      {
        layer: 0,
        instruction: 'FROM debian:12',
        told: 'history',
        place: { uri, startLine: 1, startColumn: 1, endLine: 1, endColumn: 15, kind: 'base' },
      },
      {
        layer: 1,
        instruction: 'RUN apt-get install openssl curl',
        told: 'history',
        place: { uri, startLine: 2, startColumn: 1, endLine: 3, endColumn: 7, kind: 'instruction' },
      },
      {
        layer: 2,
        instruction: 'COPY . /app',
        told: 'history',
        place: { uri, startLine: 4, startColumn: 1, endLine: 4, endColumn: 12, kind: 'instruction' },
      },
    ]);
  });

  test('are told by the builder before they are told by the history', () => {
    const layers = LAYERS.map(({ digest }, index) => (index === 1 ? { digest } : (LAYERS[index] ?? { digest })));
    const provenance = JSON.stringify({
      runDetails: {
        metadata: {
          buildkit_metadata: {
            source: {
              infos: [{ data: Buffer.from(DOCKERFILE).toString('base64') }],
              locations: { step1: { locations: [{ ranges: [{ start: { line: 2 } }] }] } },
            },
            layers: { 'step1:0': [LAYERS.slice(0, 2)] },
          },
        },
      },
    });
    const told = placesOf({ ...nothing, layers, provenance: [provenance], dockerfile: { path: 'Dockerfile', text: DOCKERFILE } });
    assert.deepEqual(
      told.layers.map(({ layer: index, told: by, place }) => [index, by, place.startLine]),
      [
        [0, 'history', 1],
        [1, 'provenance', 2],
        [2, 'history', 4],
      ],
    );
  });

  test('are one line of a long instruction, where one names the package', () => {
    const text = `FROM a\nRUN apt-get install \\\n# curl is not named here\n${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'curl=8', 'libssl3:amd64'].map((name) => `  ${name} \\`).join('\n')}\n  && true\n`;
    const command = text
      .split('\n')
      .slice(1)
      .filter((line) => !line.startsWith('#'))
      .join(' ')
      .replaceAll('\\', '');
    const packages = [
      aPackage('curl'),
      aPackage('libcurl4', { source: { name: 'curl', version: '8' } }),
      aPackage('libssl3'),
      aPackage('zlib'),
    ];
    const origin = { packages, lockfiles: [], layers: [{ digest: 'sha256:0' }, { digest: 'sha256:1', createdBy: command }] };
    const [, made] = placesOf({ ...origin, dockerfile: { path: 'Dockerfile', text } }).layers;
    assert.deepEqual(
      made?.lines?.map(({ purl, place }) => [purl, place.startLine, place.startColumn, place.endLine, place.kind]),
      [
        [packages[0]?.purl, 11, 3, 11, 'instruction'],
        [packages[1]?.purl, 11, 3, 11, 'instruction'],
        [packages[2]?.purl, 12, 3, 12, 'instruction'],
      ],
    );
    assert.deepEqual([made?.place.startLine, made?.place.endLine], [2, 13]);
  });

  test('are the line of a lock file that names the package in its version', () => {
    const { packages } = placesOf({
      ...nothing,
      packages: [npm('braces'), npm('ms', '2.0.0')],
      lockfiles: [lock('package-lock.json', 'a', 'braces', 'ms')],
    });
    assert.deepEqual(packages, [
      {
        purl: 'pkg:npm/braces@1.0.0',
        place: { uri: 'package-lock.json', startLine: 6, startColumn: 5, endLine: 6, endColumn: 29, kind: 'lockfile' },
      },
    ]);
  });

  test('are in the lock file nearest to the Dockerfile, in whatever order they are given', () => {
    const files = [
      'z/package-lock.json',
      'package-lock.json',
      'services/api/package-lock.json',
      'services/web/package-lock.json',
    ].map((path) => lock(path, 'a'));
    const dockerfile = { path: 'services/api/Dockerfile', text: DOCKERFILE };
    for (const lockfiles of [files, files.toReversed()]) {
      const [first] = placesOf({ ...nothing, packages: [npm('a')], lockfiles, dockerfile }).packages;
      assert.equal(first?.place.uri, 'services/api/package-lock.json');
      const [without] = placesOf({ ...nothing, packages: [npm('a')], lockfiles }).packages;
      assert.equal(without?.place.uri, 'package-lock.json');
    }
  });

  test('are found by the names that a registry takes for one', () => {
    const packages = [
      aPackage('zope.interface', { ecosystem: 'pypi', version: '6.0', purl: 'pkg:pypi/zope-interface@6.0' }),
      aPackage('one.test/a', { ecosystem: 'golang', version: '1.0.0', purl: 'pkg:golang/one.test/a@1.0.0' }),
      aPackage('newtonsoft.json', { ecosystem: 'nuget', version: '13.0.1', purl: 'pkg:nuget/Newtonsoft.Json@13.0.1' }),
      aPackage('a', { ecosystem: 'cargo', version: '1.0.0', purl: 'pkg:cargo/a@1.0.0' }),
    ];
    const lockfiles = [
      { path: 'requirements.txt', text: 'Zope_Interface==6.0\n' },
      { path: 'go.sum', text: 'one.test/a v1.0.0 h1:x=\n' },
      { path: 'go.mod', text: 'module m\nrequire one.test/a v1.0.0\n' },
      { path: 'packages.lock.json', text: '{"dependencies":{"net8.0":{"Newtonsoft.Json":{"resolved":"13.0.1"}}}}' },
      lock('package-lock.json', 'a'),
    ];
    const found = placesOf({ ...nothing, packages, lockfiles }).packages;
    assert.deepEqual(
      found.map(({ purl, place }) => [purl, place.uri, place.startLine]),
      [
        ['pkg:golang/one.test/a@1.0.0', 'go.mod', 2],
        ['pkg:nuget/Newtonsoft.Json@13.0.1', 'packages.lock.json', 1],
        ['pkg:pypi/zope-interface@6.0', 'requirements.txt', 1],
      ],
    );
  });

  test('are no files outside the repository', () => {
    const paths = ['/etc/package-lock.json', '../package-lock.json', 'a/../../package-lock.json'];
    const { packages, files, layers } = placesOf({
      layers: LAYERS,
      packages: [npm('a')],
      lockfiles: paths.map((path) => lock(path, 'a')),
      dockerfile: { path: '../Dockerfile', text: DOCKERFILE },
    });
    assert.deepEqual([packages, files, layers], [[], [], []]);
  });

  test('are addresses that are encoded, and take the short way', () => {
    const { files } = placesOf({
      ...nothing,
      lockfiles: ['./a:b/./c d/../é/yarn.lock', '\ud800/yarn.lock'].map((path) => ({ path, text: '' })),
    });
    assert.deepEqual(files, ['%EF%BF%BD/yarn.lock', 'a%3Ab/%C3%A9/yarn.lock']);
  });

  test('are plain data', () => {
    const places = placesOf({
      layers: LAYERS,
      packages: [npm('a')],
      lockfiles: [lock('package-lock.json', 'a')],
      dockerfile: { path: 'Dockerfile', text: DOCKERFILE },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(places)), places);
  });
});
