import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileList } from '../../../src/ecosystems/rpm/file-list.ts';
import { openHeader } from '../../../src/ecosystems/rpm/header.ts';
import { type PathSet, pathSet } from '../../../src/model/path-set.ts';
import { type Field, fileFields, numbers, TAG, texts, writeHeader } from './headers.ts';

type Fields = ReadonlyArray<readonly [number, Field]>;

const read = (fields: Fields): PathSet => readFileList(openHeader(writeHeader(fields)));

test('Paths are put together from folders and names, without their first slash', () => {
  const fields = fileFields({
    folders: ['/usr/bin/', '/', '/usr/share/doc/'],
    files: [
      [0, 'bash'],
      [1, 'etc'],
      [2, ''],
      [0, 'sh'],
    ],
  });
  assert.deepEqual(read(fields), pathSet(['usr/bin/bash', 'etc', 'usr/share/doc/', 'usr/bin/sh']));
  assert.deepEqual(read(fileFields({ folders: ['relative/'], files: [[0, 'a']] })), pathSet(['relative/a']));
});

test('Paths as they were once written are read where there are no others', () => {
  const old = [TAG.oldPaths, texts(['/bin/sh', '/etc'])] as const;
  assert.deepEqual(read([old]), pathSet(['bin/sh', 'etc']));
  assert.deepEqual(read([old, ...fileFields({ folders: ['/'], files: [[0, 'a']] })]), pathSet(['a']));
});

test('A package without files has none', () => {
  assert.deepEqual(read([[TAG.name, 'a']]), pathSet([]));
  assert.deepEqual(read(fileFields({ folders: [], files: [] })), pathSet([]));
});

test('Names that are not UTF-8 are what a layer makes of the same bytes, and a mark of the encoding is a part of a name', () => {
  const odd = Buffer.from([0x66, 0xfc, 0x72]);
  const split = Buffer.from([0xe2, 0x82]);
  const marked = Buffer.from([0xef, 0xbb, 0xbf, 0x61]);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  assert.deepEqual(
    read(
      fileFields({
        folders: [Buffer.from([0x2f, 0xe4, 0x2f])],
        files: [
          [0, marked],
          [0, odd],
          [0, split],
          [0, 'plain'],
        ],
      }),
    ),
    pathSet([marked, odd, split, Buffer.from('plain')].map((name) => `\ufffd/${decoder.decode(name)}`)),
  );
});

test('A list that contradicts itself is refused', () => {
  const names = [TAG.names, texts(['a', 'b'])] as const;
  const folders = [TAG.folders, texts(['/'])] as const;
  const indexes = (...values: readonly number[]): readonly [number, Field] => [TAG.folderIndexes, numbers(values)];
  const refusals: ReadonlyArray<readonly [Fields, RegExp]> = [
    [[names], /without their folders/],
    [[names, folders], /without their folders/],
    [[names, indexes(0, 0)], /without their folders/],
    [[names, folders, indexes(0)], /without their folders/],
    [[names, folders, indexes(0, 1)], /a folder that it does not have/],
    [[names, folders, [TAG.folderIndexes, texts(['a', 'b'])]], /unexpected type 8/],
    [[[TAG.names, { type: 7, count: 1, bytes: Buffer.alloc(1) }], folders, indexes(0)], /unexpected type 7/],
    [
      [
        [TAG.names, { type: 8, count: 0xffff_fff0, bytes: Buffer.alloc(9) }],
        folders,
        [TAG.folderIndexes, { type: 4, count: 0xffff_fff0, bytes: Buffer.alloc(4) }],
      ],
      /cut off/,
    ],
    [[[TAG.oldPaths, { type: 8, count: 9, bytes: Buffer.from('/a\0') }]], /text without an end/],
  ];
  for (const [fields, reason] of refusals) assert.throws(() => read(fields), reason);
});

test('A folder that is longer than any, or that is long and has all too many names, is refused before it costs time', () => {
  const long = `/${'d'.repeat(5000)}/`;
  assert.throws(() => read(fileFields({ folders: [long], files: [[0, 'a']] })), /too long for files/);
  const names = Array.from({ length: 20_000 }, () => [0, ''] as const);
  assert.throws(() => read(fileFields({ folders: [`/${'d'.repeat(4000)}/`], files: names })), /too long for files/);
});

test('A hundred thousand files take no time to speak of', () => {
  const folders = Array.from({ length: 2000 }, (_, at) => `/usr/lib/modules/5.14.0/kernel/drivers/${at}/`);
  const files = Array.from({ length: 100_000 }, (_, at) => [at % 2000, `module-${at}.ko.xz`] as const);
  const header = openHeader(writeHeader(fileFields({ folders, files })));
  const started = performance.now();
  assert.equal(readFileList(header).hashes.length, 100_000);
  assert.ok(performance.now() - started < 2000);
});
