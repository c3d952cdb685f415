import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, linkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanPath, type Entry } from '../../src/tar/tar-header.ts';
import { TarReader } from '../../src/tar/tar.ts';
import { makeTar, padded, tarHeader, withChecksum } from '../support/tar.ts';

type Seen = Entry & { readonly body: string };

/** Everything in a tar that arrives in pieces of so many bytes. */
function readAll(tar: Buffer, piece = tar.length): readonly Seen[] {
  const seen: Seen[] = [];
  const reader = new TarReader({
    entry: (entry) => {
      const chunks: Buffer[] = [];
      return {
        write: (bytes) => void chunks.push(Buffer.from(bytes)),
        end: () => void seen.push({ ...entry, body: Buffer.concat(chunks).toString() }),
      };
    },
  });
  for (let at = 0; at < tar.length; at += piece) reader.push(tar.subarray(at, at + piece));
  reader.end();
  return seen;
}

const brief = (seen: readonly Seen[]) => seen.map(({ path, type, body }) => [path, type, body]);
const LONG = `${'folder/'.repeat(30)}file`;

const sample = makeTar([
  { path: 'etc/', type: '5' },
  { path: 'etc/hosts', body: 'localhost' },
  { path: 'etc/link', type: '2', link: 'hosts' },
  { path: LONG, body: 'long' },
  { path: 'übung/ß', body: 'umlauts' },
  { path: 'empty' },
  { path: 'block', body: 'x'.repeat(512) },
]);

const expected = [
  ['etc/', 'directory', ''],
  ['etc/hosts', 'file', 'localhost'],
  ['etc/link', 'symlink', ''],
  [LONG, 'file', 'long'],
  ['übung/ß', 'file', 'umlauts'],
  ['empty', 'file', ''],
  ['block', 'file', 'x'.repeat(512)],
];

for (const piece of [1, 7, 511, 512, 513, 100_000]) {
  test(`a tar reads the same in pieces of ${piece} bytes`, () => assert.deepEqual(brief(readAll(sample, piece)), expected));
}

for (const format of ['ustar', 'pax', 'gnu', 'oldgnu', 'v7']) {
  test(`what GNU tar writes as ${format} is read`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hullcheck-tar-'));
    try {
      mkdirSync(join(folder, 'a/b'), { recursive: true });
      writeFileSync(join(folder, 'a/b/file'), 'content');
      linkSync(join(folder, 'a/b/file'), join(folder, 'a/hard'));
      symlinkSync('b/file', join(folder, 'a/soft'));
      const deep = `a/${'d'.repeat(80)}`;
      writeFileSync(join(folder, deep), 'deep');
      const tar = execFileSync('tar', ['-C', folder, `--format=${format}`, '--sort=name', '-cf', '-', 'a'], {
        maxBuffer: 1 << 26,
      });
      const seen = readAll(tar, 333);
      assert.deepEqual(
        seen.map(({ path }) => path),
        ['a/', 'a/b/', 'a/b/file', deep, 'a/hard', 'a/soft'],
      );
      assert.deepEqual(
        seen.map(({ body }) => body),
        ['', '', 'content', 'deep', '', ''],
      );
      assert.deepEqual(
        seen.slice(-2).map(({ type, linkPath }) => [type, linkPath]),
        [
          ['hardlink', 'a/b/file'],
          ['symlink', 'b/file'],
        ],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('long names of GNU are read, also of links', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-tar-'));
  try {
    const name = 'n'.repeat(200);
    writeFileSync(join(folder, name), 'x');
    symlinkSync('t'.repeat(200), join(folder, 'soft'));
    const tar = execFileSync('tar', ['-C', folder, '--format=gnu', '-cf', '-', name, 'soft']);
    assert.deepEqual(
      readAll(tar).map(({ path, linkPath }) => [path, linkPath]),
      [
        [name, ''],
        ['soft', 't'.repeat(200)],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an extended header speaks of one entry, and a global one of none, because no runtime listens to it', () => {
  const global = Buffer.from('19 linkpath=global\n15 path=hidden\n');
  const tar = Buffer.concat([
    tarHeader({ path: 'g', type: 'g', size: global.length }),
    padded(global),
    makeTar([{ path: 'w' }, { path: 'x', pax: { path: 'renamed' }, body: '1' }, { path: 'y', body: '2' }]),
  ]);
  assert.deepEqual(
    readAll(tar).map(({ path, linkPath }) => [path, linkPath]),
    [
      ['w', ''],
      ['renamed', ''],
      ['y', ''],
    ],
  );
});

test('a size in an extended header, or in base 256, is the size', () => {
  const viaPax = makeTar([{ path: 'a', body: 'abc', pax: { size: '3' } }]);
  assert.equal(readAll(viaPax)[0]?.body, 'abc');
  const header = tarHeader({ path: 'b', type: '0', size: 0 });
  header.fill(0, 124, 136);
  header[124] = 0x80;
  header[135] = 4;
  assert.equal(readAll(Buffer.concat([withChecksum(header), padded(Buffer.from('abcd'))]))[0]?.body, 'abcd');
});

test('a size of more than eight gigabytes is stepped over', () => {
  for (const size of [9 * 1024 ** 3, 2 ** 40]) {
    const head = makeTar([{ path: 'big', pax: { size: `${size}` } }]).subarray(0, 3 * 512);
    const sizes: number[] = [];
    const reader = new TarReader({ entry: (entry) => void sizes.push(entry.size, entry.dataSize) });
    reader.push(head);
    assert.deepEqual(sizes, [size, size]);
    assert.throws(() => reader.end(), /ends within an entry/);
  }
});

test('the last extended header counts, a name of GNU more, and one without a value not at all', () => {
  const tar = Buffer.concat([
    makeTar([{ path: 'one', pax: { path: 'first', linkpath: 'lost' } }]).subarray(0, 1024),
    makeTar([{ path: 'two', pax: { path: 'second' } }]).subarray(0, 1536),
    tarHeader({ path: 'L', type: 'L', size: 5 }),
    padded(Buffer.from('long\0')),
    makeTar([
      { path: 'three', pax: { path: 'third' } },
      { path: 'four', pax: { path: '' } },
    ]),
  ]);
  assert.deepEqual(
    readAll(tar).map(({ path, linkPath }) => [path, linkPath]),
    [
      ['second', ''],
      ['long', ''],
      ['four', ''],
    ],
  );
});

test('a name of GNU may be as long as an extended header', () => {
  const name = 'n'.repeat(100_000);
  const tar = Buffer.concat([
    tarHeader({ path: 'L', type: 'L', size: name.length }),
    padded(Buffer.from(name)),
    makeTar([{ path: 'short', body: 'x' }]),
  ]);
  assert.deepEqual(brief(readAll(tar)), [[name, 'file', 'x']]);
});

test('a name with a slash at its end is a folder by the oldest flag alone', () => {
  const tar = Buffer.concat([
    tarHeader({ path: 'old/', type: '\0', size: 0 }),
    makeTar([{ path: 'new/', type: '0', body: 'x' }]),
  ]);
  assert.deepEqual(brief(readAll(tar)), [
    ['old/', 'directory', ''],
    ['new/', 'file', 'x'],
  ]);
});

test('names that are not UTF-8 tell their bytes', () => {
  const header = tarHeader({ path: 'caf_', type: '2', size: 0, link: '_' });
  header[3] = 0xe9;
  header[157] = 0xff;
  const [entry] = readAll(Buffer.concat([withChecksum(header), Buffer.alloc(1024)]));
  assert.deepEqual([entry?.path, entry?.linkPath], ['caf\\xe9', '\\xff']);
});

test('a device, a pipe and a link have no data, whatever their size says', () => {
  const tar = Buffer.concat([
    ...['1', '2', '3', '4', '6'].map((type) => tarHeader({ path: type, type, size: 512 })),
    makeTar([{ path: 'after', body: 'x' }]),
  ]);
  assert.deepEqual(
    readAll(tar).map(({ path }) => path),
    ['1', '2', '3', '4', '6', 'after'],
  );
});

test('what follows the end of a tar is not read', () => {
  assert.equal(readAll(Buffer.concat([makeTar([{ path: 'a' }]), Buffer.from('garbage'.repeat(100))])).length, 1);
});

test('one zero block at the end is enough', () => {
  assert.equal(readAll(makeTar([{ path: 'a' }]).subarray(0, 1024)).length, 1);
  assert.equal(readAll(Buffer.concat([makeTar([{ path: 'a' }]).subarray(0, 1024), Buffer.alloc(100)])).length, 1);
});

const broken: readonly (readonly [string, () => Buffer, RegExp])[] = [
  [
    'a wrong checksum',
    () => Buffer.concat([sample.subarray(0, 100), Buffer.from('!'), sample.subarray(101)]),
    /no tar header at byte 0/,
  ],
  ['an end within a file', () => sample.subarray(0, 512 * 2 + 4), /ends within an entry/],
  ['an end within a header', () => sample.subarray(0, 700), /ends within an entry/],
  ['no tar at all', () => Buffer.from('hello '.repeat(200)), /no tar header at byte 0/],
  ['a negative size', () => sizeBytes([0xff, 0xff]), /is not a number/],
  ['an enormous size', () => sizeBytes([0x80, 0x7f]), /is not a number/],
  [
    'an extended header of gigabytes',
    () => tarHeader({ path: 'x', type: 'x', size: 2 ** 31 }),
    /extended header of 2147483648 bytes/,
  ],
  [
    'an entry after one zero block',
    () => Buffer.concat([makeTar([{ path: 'a' }]).subarray(0, 1024), makeTar([{ path: 'b' }])]),
    /no tar header at byte 1024/,
  ],
  ['a negative size in an extended header', () => extended('11 size=-5\n'), /the size of "a" is not a number/],
  ['a size that is no decimal number', () => extended('13 size=0x10\n'), /the size of "a" is not a number/],
  ['a length in an extended header that is no decimal number', () => extended('0xa path=b\n'), /malformed/],
  ['a name with a zero in it', () => extended('12 path=a\0b\n'), /malformed/],
  ['an extended header that lies about its length', () => extended('99 path=a\n'), /malformed/],
  ['an extended header without a value', () => extended('7 path\n\n'), /malformed/],
];

function sizeBytes(bytes: readonly number[]): Buffer {
  const header = tarHeader({ path: 'a', type: '0', size: 0 });
  header.fill(bytes[1] ?? 0, 124, 136);
  header[124] = bytes[0] ?? 0;
  return withChecksum(header);
}

function extended(text: string): Buffer {
  return Buffer.concat([
    tarHeader({ path: 'x', type: 'x', size: text.length }),
    padded(Buffer.from(text)),
    makeTar([{ path: 'a' }]),
  ]);
}

for (const [what, make, message] of broken) {
  test(`${what} is an error that says so`, () => assert.throws(() => readAll(make()), message));
}

test('paths become what they are in the image', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['etc/hosts', 'etc/hosts'],
    ['./etc/hosts', 'etc/hosts'],
    ['/etc//hosts', 'etc/hosts'],
    ['etc/./hosts/', 'etc/hosts'],
    ['./', undefined],
    ['.', undefined],
    ['', undefined],
    ['../etc/passwd', undefined],
    ['a/../b', undefined],
    ['a/..b', 'a/..b'],
    ['.hidden', '.hidden'],
    ['a/.b', 'a/.b'],
  ];
  assert.deepEqual(
    cases.map(([path]) => [path, cleanPath(path)]),
    cases,
  );
});
