import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { constants, zstdCompressSync } from 'node:zlib';
import { ZstdFrames } from '../../src/tar/zstd-frames.ts';

const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = constants;

function skippable(length: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a53, 0);
  header.writeUInt32LE(length, 4);
  return Buffer.concat([header, randomBytes(length)]);
}

const frames = [
  zstdCompressSync(Buffer.from('small')),
  zstdCompressSync(Buffer.alloc(0)),
  zstdCompressSync(randomBytes(700_000)),
  skippable(0),
  zstdCompressSync(Buffer.alloc(500_000)),
  skippable(1000),
  zstdCompressSync(Buffer.from('with checksum'), { params: { [ZSTD_c_checksumFlag]: 1 } }),
  zstdCompressSync(Buffer.from('without content size'.repeat(100)), { params: { [ZSTD_c_contentSizeFlag]: 0 } }),
];

for (const piece of [1, 3, 1000, 10_000_000]) {
  test(`frames are cut apart where they end, in pieces of ${piece} bytes`, () => {
    const splitter = new ZstdFrames();
    const stream = Buffer.concat(frames);
    const ends: number[] = [];
    let at = 0;
    for (let from = 0; from < stream.length; from += piece) {
      for (const part of splitter.split(stream.subarray(from, from + piece))) {
        at += part.length;
        ends.push(at);
      }
    }
    let sum = 0;
    const expected = frames.map((frame) => (sum += frame.length));
    assert.equal(at, stream.length);
    assert.deepEqual(
      expected.filter((end) => !ends.includes(end)),
      [],
    );
    if (piece > stream.length) assert.deepEqual(ends, expected);
  });
}

test('what is not zstd is left in one piece', () => {
  const noise = Buffer.from('not zstd at all');
  assert.deepEqual(new ZstdFrames().split(noise), [noise]);
});
