import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { decompressBzip2 } from '../../../src/advisories/formats/bzip2.ts';
import { inPieces } from './reading.ts';

/** `hello, hello, hello\n`, as `bzip2 -9` writes it. */
const HELLO = Buffer.from('QlpoOTFBWSZTWctS5WcAAAVRAAAQQAQCRKAAISQxCGAvGETHFReLuSKcKEhlqXKzgA==', 'base64');

async function decompress(compressed: Uint8Array, { size = 4096, largest = 1e9 } = {}) {
  const pieces: Uint8Array[] = [];
  for await (const piece of decompressBzip2(inPieces(compressed, size), largest)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const hasBzip2 = spawnSync('bzip2', ['--help']).error === undefined;
const oracle = { skip: hasBzip2 ? false : 'bzip2 is not installed' };

function compress(bytes: Uint8Array, level = 9): Buffer {
  return spawnSync('bzip2', [`-${String(level)}`, '-c'], { input: bytes, maxBuffer: 1e9 }).stdout;
}

test('a stream is decompressed, however it is cut, and streams behind one another are one', async () => {
  assert.equal((await decompress(HELLO, { size: 1 })).toString(), 'hello, hello, hello\n');
  assert.equal((await decompress(Buffer.concat([HELLO, HELLO]))).toString(), 'hello, hello, hello\n'.repeat(2));
});

test('what bzip2 compresses comes out as it went in', oracle, async () => {
  const words = Array.from({ length: 40_000 }, (_, at) => `<evr>0:${String(at % 977)}.${String(at * 7919)}-1.el9</evr>\n`);
  const samples: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['one byte', Buffer.from('a')],
    ['a run of every length', Buffer.concat(Array.from({ length: 600 }, (_, at) => Buffer.alloc(at, at % 251)))],
    ['one run of several blocks', Buffer.alloc(1_500_000, 97)],
    ['random bytes of several blocks', randomBytes(1_100_000)],
    ['text', Buffer.from(words.join(''))],
    ['every byte', Uint8Array.from({ length: 256 }, (_, at) => at)],
  ];
  for (const [name, bytes] of samples) {
    for (const level of [1, 9]) {
      assert.ok((await decompress(compress(bytes, level))).equals(bytes), `${name} at ${String(level)}`);
    }
  }
});

test('damage is found wherever it is', async () => {
  for (let bit = 0; bit < HELLO.length * 8; bit += 1) {
    const damaged = Buffer.from(HELLO);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
    const outcome = await decompress(damaged).then(
      (bytes) => bytes.toString(),
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    // Some bits say nothing: a table that no symbol uses, what fills up the last byte.
    assert.ok(outcome === 'hello, hello, hello\n' || /bzip2/.test(outcome), `bit ${String(bit)}: ${outcome}`);
  }
});

test('marks and checksums are what they must be', async () => {
  const damages: readonly (readonly [number, RegExp])[] = [
    [4, /does not begin as one/],
    [10, /checksum of a block/],
    [HELLO.length - 3, /checksum of the whole/],
  ];
  for (const [at, message] of damages) {
    const damaged = Buffer.from(HELLO);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    await assert.rejects(decompress(damaged), message);
  }
});

test('data that end too early, or have something else behind them, are an error', async () => {
  for (let size = 0; size < HELLO.length; size += 1) {
    await assert.rejects(decompress(HELLO.subarray(0, size)), /end too early/, String(size));
  }
  await assert.rejects(decompress(Buffer.concat([HELLO, Buffer.from('<html>')])), /no bzip2 is behind/);
  await assert.rejects(decompress(Buffer.from('<html></html>')), /It is not bzip2/);
});

test('what unfolds to more than it may is an error', async () => {
  await assert.rejects(decompress(Buffer.concat([HELLO, HELLO, HELLO]), { largest: 50 }), /unfold to more/);
  assert.equal((await decompress(Buffer.concat([HELLO, HELLO]), { largest: 40 })).length, 40);
});
