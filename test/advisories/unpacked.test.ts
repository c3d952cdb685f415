import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { membersOf } from '../../src/advisories/members.ts';
import { bytesOf, unpacked, verifyCompression, verifyJson } from '../../src/advisories/unpacked.ts';
import { makeTar } from '../support/tar.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hullcheck-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function file(bytes: Buffer | string): Promise<string> {
  const path = join(folder, `${Math.random()}`);
  await writeFile(path, bytes);
  return path;
}

const { signal } = new AbortController();
const TEXT = 'what it says, again and again; '.repeat(50_000);

for (const [compression, pack] of [
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const) {
  test(`${compression} is unpacked piece by piece`, async () => {
    const path = await file(pack(TEXT));
    const pieces = await Array.fromAsync(unpacked(path, { compression, largest: TEXT.length, signal }));
    assert.ok(pieces.length > 1);
    assert.equal(Buffer.concat(pieces).toString(), TEXT);
  });

  test(`${compression} that unpacks to too much ends where it is too much`, async () => {
    const path = await file(pack(Buffer.alloc(64 * 1024 * 1024)));
    let bytes = 0;
    await assert.rejects(async () => {
      for await (const piece of unpacked(path, { compression, largest: 1024 * 1024, signal })) bytes += piece.length;
    }, /unpacks to more than 1048576 bytes/);
    assert.ok(bytes <= 1024 * 1024);
  });

  test(`${compression} that was cut, or is none, is an error`, async () => {
    const whole = pack(TEXT);
    for (const bytes of [whole.subarray(0, whole.length - 5), Buffer.from('<html>')]) {
      const path = await file(bytes);
      await assert.rejects(Array.fromAsync(unpacked(path, { compression, largest: TEXT.length, signal })));
    }
  });

  test(`${compression} is known by its first bytes`, async () => {
    await verifyCompression(await file(pack(TEXT)), compression);
    await assert.rejects(verifyCompression(await file('<html>'), compression), new RegExp(`is not ${compression}`));
    await assert.rejects(verifyCompression(await file(''), compression), new RegExp(`is not ${compression}`));
  });
}

test('a file that is not there is an error', async () => {
  const path = join(folder, 'none');
  await assert.rejects(Array.fromAsync(unpacked(path, { compression: 'gzip', largest: 1, signal })), { code: 'ENOENT' });
  await assert.rejects(Array.fromAsync(bytesOf(path, signal)), { code: 'ENOENT' });
});

test('JSON is known by its first and last character', async () => {
  for (const text of ['{}', '[]', ` \n{"a":${' '.repeat(500)}1} \n`]) await verifyJson(await file(text));
  for (const [text, message] of [
    ['', /is not JSON/],
    ['<html></html>', /is not JSON/],
    ['"text"', /is not JSON/],
    ['{"a":[1,2]', /without its end/],
    ['[{"a":1}', /without its end/],
  ] as const) {
    await assert.rejects(verifyJson(await file(text)), message, text);
  }
});

async function* cutUp(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  // One buffer for all, as a reader may have: what is kept of it must be copied.
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size));
}

const TAR = makeTar([
  { path: 'a/one.json', body: '1'.repeat(700) },
  { path: 'a/two.txt', body: 'x' },
  { path: 'a', type: '5' },
  { path: 'a/link.json', type: '2', link: 'one.json' },
  { path: 'a/empty.json', body: '' },
  { path: 'a/large.json', body: 'y'.repeat(2000) },
]);
const CHOICE = { wants: (path: string) => path.endsWith('.json'), largest: 1000 };

test('the wanted files of a tar are whole, and one that is too large is told', async () => {
  for (const size of [1, 511, 4096]) {
    const members = await Array.fromAsync(membersOf(cutUp(TAR, size), CHOICE));
    assert.deepEqual(
      members.map((member) => ('fault' in member ? member : { name: member.name, text: member.bytes.toString() })),
      [
        { name: 'a/one.json', text: '1'.repeat(700) },
        { name: 'a/empty.json', text: '' },
        { name: 'a/large.json', fault: 'it is 2000 bytes long' },
      ],
    );
  }
});

test('a tar that was cut is an error', async () => {
  await assert.rejects(Array.fromAsync(membersOf(cutUp(TAR.subarray(0, 900), 100), CHOICE)), /ends within an entry/);
});
