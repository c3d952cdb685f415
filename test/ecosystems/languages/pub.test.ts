import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUB_CACHE } from '../../../src/ecosystems/languages/pub/cache.ts';
import { PUB } from '../../../src/ecosystems/languages/pub.ts';
import { assertGap, reading, soon, wanted } from './reading.ts';

const CACHE = 'root/.pub-cache/hosted/pub.dev';

test('It wants the packages in the cache, and nothing in them', () => {
  const paths = [
    `${CACHE}/http-0.13.4/pubspec.yaml`,
    'hosted/pub.dev/http-0.13.4/pubspec.yaml',
    'opt/flutter/.pub-cache/hosted/pub.dartlang.org/a_b-1.0.0/pubspec.yaml',
  ];
  const others = [
    `${CACHE}/http-0.13.4/example/pubspec.yaml`,
    `${CACHE}/http-0.13.4/pubspec.lock`,
    `${CACHE}/http/pubspec.yaml`,
    'app/pubspec.yaml',
    'root/.pub-cache/git/http-0123abc/pubspec.yaml',
  ];
  assert.deepEqual(wanted(PUB_CACHE, [...paths, ...others]), paths);
});

test('The folder tells the name and the version', () => {
  const folders = [
    ['http-0.13.4', 'http', '0.13.4'],
    ['a_b-1.0.0-nullsafety.0', 'a_b', '1.0.0-nullsafety.0'],
    ['c-1.0.0+3', 'c', '1.0.0+3'],
  ] as const;
  for (const [folder, name, version] of folders) {
    const content = reading(PUB_CACHE, `${CACHE}/${folder}/pubspec.yaml`, 'name: [broken');
    assert.deepEqual(content, { packages: [{ name, version, root: 'root/.pub-cache' }] });
  }
});

test('Names and versions that no registry has are gaps', () => {
  for (const folder of ['a b-1.0.0', 'a.b-1.0.0', 'a\u001b-1.0.0', 'é-1.0.0', 'a-1 0', `${'a'.repeat(215)}-1.0.0`]) {
    assertGap(reading(PUB_CACHE, `${CACHE}/${folder}/pubspec.yaml`, ''), /nothing in Pub can have/);
  }
});

test('A long path is judged quickly', () => {
  soon(() => PUB_CACHE.wants(`${'hosted/'.repeat(100_000)}pubspec.yaml`));
  soon(() => PUB_CACHE.wants(`hosted/a/${'-a'.repeat(400_000)}/pubspec.yaml`));
});

test('The purl is of type pub, whatever the case', () => {
  assert.equal(PUB.purl({ name: 'http', version: '0.13.4' }), 'pkg:pub/http@0.13.4');
  assert.equal(PUB.purl({ name: 'OldName', version: '1.0.0' }), 'pkg:pub/oldname@1.0.0');
});
