import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { TarReader } from '../../src/tar/tar.ts';
import type { Entry } from '../../src/tar/tar-header.ts';
import { absence } from '../support/machine.ts';
import { makeTar, padded, tarHeader, withChecksum } from '../support/tar.ts';

/** The files of a tar that arrives in pieces of so many bytes; those that are refused have no bytes. */
function readFiles(tar: Buffer, piece = 1000): readonly (Entry & { readonly bytes: Buffer })[] {
  const seen: (Entry & { readonly bytes: Buffer })[] = [];
  const reader = new TarReader({
    entry: (entry) => {
      const chunks: Buffer[] = [];
      if (entry.unreadable !== undefined) {
        seen.push({ ...entry, bytes: Buffer.alloc(0) });
        return undefined;
      }
      return {
        write: (bytes) => void chunks.push(Buffer.from(bytes)),
        end: () => void seen.push({ ...entry, bytes: Buffer.concat(chunks) }),
      };
    },
  });
  for (let at = 0; at < tar.length; at += piece) reader.push(tar.subarray(at, at + piece));
  reader.end();
  return seen;
}

const skip = absence({ programs: ['tar'] });

suite('files with holes that GNU tar writes', { skip }, () => {
  /** So many pieces of data with holes between them, at the beginning and at the end. */
  function makeFile(path: string, pieces: number): void {
    const file = openSync(path, 'w');
    for (let index = 0; index < pieces; index += 1) writeSync(file, `piece ${index}`.repeat(700), (2 * index + 1) * 65_536);
    closeSync(file);
    truncateSync(path, (2 * pieces + 1) * 65_536);
  }

  for (const [form, args] of [
    ['of old', ['--format=gnu']],
    ['0.0', ['--format=pax', '--sparse-version=0.0']],
    ['0.1', ['--format=pax', '--sparse-version=0.1']],
    ['1.0', ['--format=pax', '--sparse-version=1.0']],
  ] as const) {
    for (const pieces of [0, 1, 4, 5, 60]) {
      test(`${pieces} pieces in the form ${form} are read with their holes`, (context) => {
        const folder = mkdtempSync(join(tmpdir(), 'hullcheck-sparse-'));
        context.after(() => rmSync(folder, { recursive: true }));
        makeFile(join(folder, 'holes'), pieces);
        const tar = execFileSync('tar', ['-C', folder, '--sparse', ...args, '-cf', '-', 'holes', '--add-file=holes'], {
          maxBuffer: 1 << 28,
        });
        const whole = readFileSync(join(folder, 'holes'));
        assert.ok(tar.length < whole.length);
        for (const piece of [512, 4099]) {
          const [first, ...more] = readFiles(tar, piece);
          assert.deepEqual([first?.path, first?.type, first?.size, more.length], ['holes', 'file', whole.length, 1]);
          assert.ok(first?.bytes.equals(whole));
        }
      });
    }
  }
});

/** An entry with a map of 0.1, as a writer that lies may make it. */
function mapped(map: string, { size = 10, body = 'abc' } = {}): Buffer {
  return makeTar([
    { path: 'holes', body, pax: { 'GNU.sparse.map': map, 'GNU.sparse.size': `${size}`, 'GNU.sparse.name': 'name' } },
    { path: 'after', body: 'x' },
  ]);
}

/** An entry with a map of 1.0. */
function mappedInData(map: string, body = 'abc'): Buffer {
  const pax = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '10', 'GNU.sparse.name': 'name' };
  return makeTar([{ path: 'holes', body: Buffer.concat([padded(Buffer.from(map)), Buffer.from(body)]), pax }]);
}

/** An old header of GNU with one piece. */
function oldHeader(more: number): Buffer {
  const header = tarHeader({ path: 'holes', type: 'S', size: 3 });
  header.write('00000000002\x0000000000003\0', 386, 'latin1');
  header[482] = more;
  header.write('00000000012\0', 483, 'latin1');
  return withChecksum(header);
}

test('each form is read by hand', () => {
  const expected = '\0\0abc\0\0\0\0\0';
  assert.equal(readFiles(mapped('2,3'))[0]?.bytes.toString(), expected);
  assert.equal(readFiles(mappedInData('1\n2\n3\n'))[0]?.bytes.toString(), expected);
  assert.equal(readFiles(Buffer.concat([oldHeader(0), padded(Buffer.from('abc'))]))[0]?.bytes.toString(), expected);
  assert.equal(
    readFiles(Buffer.concat([oldHeader(1), Buffer.alloc(512), padded(Buffer.from('abc'))]))[0]?.bytes.toString(),
    expected,
  );
  assert.deepEqual(
    readFiles(mapped('2,3')).map(({ path }) => path),
    ['name', 'after'],
  );
});

test('holes that are too large to be filled are refused, and the next entry is read', () => {
  const [first, second] = readFiles(mapped('2,3', { size: 2 ** 40 }));
  assert.equal(first?.unreadable, 'it has holes of 1099511627773 bytes');
  assert.equal(second?.bytes.toString(), 'x');
});

test('holes are filled up to a bound for all files together', () => {
  const most = 1024 ** 3;
  const files = readSizes(Buffer.concat([mapped('2,3', { size: most }).subarray(0, -1024), mapped('0,3', { size: 10 })]));
  assert.deepEqual(files, [
    ['name', most, undefined],
    ['after', 1, undefined],
    ['name', 10, 'it has holes of 7 bytes'],
    ['after', 1, undefined],
  ]);
});

/** The names, sizes and refusals of files, as the bytes of all go by. */
function readSizes(tar: Buffer): readonly (readonly [string, number, string | undefined])[] {
  const seen: (readonly [string, number, string | undefined])[] = [];
  const reader = new TarReader({
    entry: ({ path, unreadable }) => {
      let size = 0;
      if (unreadable !== undefined) seen.push([path, 10, unreadable]);
      return {
        write: (bytes) => void (size += bytes.length),
        end: () => void (unreadable === undefined && seen.push([path, size, undefined])),
      };
    },
  });
  reader.push(tar);
  return seen;
}

const WRONG: readonly (readonly [string, () => Buffer, RegExp])[] = [
  ['a map beyond the file', () => mapped('8,3'), /makes no sense/],
  ['pieces that overlap', () => mapped('0,2,1,1'), /makes no sense/],
  ['half a piece', () => mapped('0'), /makes no sense/],
  ['a map of words', () => mapped('a,b'), /makes no sense/],
  ['more data than mapped', () => mapped('0,2'), /does not fit its data/],
  ['less data than mapped', () => mapped('0,4'), /does not fit its data/],
  ['a size that is none', () => mapped('0,3', { size: -1 }), /is not a number/],
  ['a map in the data that ends too early', () => mappedInData('2\n2\n3\n'), /does not fit its data/],
  ['a map in the data without lines', () => mappedInData('1'.repeat(600)), /makes no sense/],
  ['a map in the data that counts nothing', () => mappedInData('x\n'), /makes no sense/],
  ['an end within a map', () => Buffer.concat([oldHeader(1), Buffer.alloc(100)]), /ends within an entry/],
  ['a map without an end', () => Buffer.concat([oldHeader(1), Buffer.alloc(512 * 2100, 1)]), /makes no sense|too large/],
  [
    'a map of very many empty pieces',
    () => Buffer.concat([oldHeader(1), ...Array.from({ length: 2100 }, () => moreOf())]),
    /the map of a sparse file is too large/,
  ],
];

/** A block with no piece after which comes another. */
function moreOf(): Buffer {
  const block = Buffer.alloc(512);
  block[504] = 1;
  return block;
}

for (const [what, make, message] of WRONG)
  test(`${what} is an error that says so`, () => assert.throws(() => readFiles(make()), message));
