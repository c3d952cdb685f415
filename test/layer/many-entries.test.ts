import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { createCollector } from '../../src/layer/collector.ts';
import { succeed } from '../support/program.ts';

const MEGABYTE = 1024 * 1024;

/** In a process of its own. A million empty files took 4 s and 190 MB on two busy cores of 2026. */
async function read(count: number): Promise<{ readonly milliseconds: number; readonly maxRSS: number; readonly files: number }> {
  return JSON.parse(await succeed(process.execPath, [join(import.meta.dirname, 'many-entries.ts'), String(count)]));
}

test('a layer of very many files costs little time, and eight bytes for each', async () => {
  const { milliseconds, maxRSS, files } = await read(200_000);
  assert.equal(files, 200_000);
  assert.ok(milliseconds < 10_000, `${milliseconds} ms`);
  assert.ok(maxRSS < 200 * MEGABYTE, `${maxRSS} bytes`);
});

/** A layer of so many symbolic links, that of each number as it is told. */
function linked(count: number, link: (index: number) => { readonly path: string; readonly linkPath: string }) {
  const collector = createCollector([]);
  for (let index = 0; index < count; index += 1) collector.entry({ type: 'symlink', size: 0, dataSize: 0, ...link(index) });
  return collector.collected();
}

test('of more links than any image has, so many are noted, and it is said', () => {
  const { links, discoveries } = linked(200_010, (index) => ({ path: `usr/lib/link-${index}`, linkPath: 'x' }));
  assert.equal(links.size, 200_000);
  assert.deepEqual(
    discoveries.map(({ path, reader, gap }) => [path, reader, gap]),
    [['', 'layer', 'it holds so many links, removals and packages that 10 were not noted']],
  );
});

test('of links that are written with very many characters, so many are noted', () => {
  const long = 'x'.repeat(4000);
  assert.equal(linked(17_000, (index) => ({ path: `${index}`.padStart(96, 'x'), linkPath: long })).links.size, 16_384);
});

test('one link that is written again and again is one', () => {
  const { links, discoveries } = linked(300_000, () => ({ path: 'link', linkPath: 'x'.repeat(1000) }));
  assert.deepEqual([links.size, discoveries], [1, []]);
});

test('paths that lead through more folders than any layer has end the reading', () => {
  const trees = ['a'.repeat(15), 'b'.repeat(15)].map((part) => `${part}/`.repeat(250));
  const collector = createCollector([]);
  const enter = (index: number): void =>
    void collector.entry({ path: `${trees[index % 2] ?? ''}f`, type: 'other', size: 0, dataSize: 0, linkPath: '' });
  assert.throws(
    () => Array.from({ length: 5000 }, (_, index) => enter(index)),
    /^Error: its paths lead through too many folders$/,
  );
});
