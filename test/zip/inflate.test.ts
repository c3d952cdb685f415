import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Inflater } from '../../src/zip/inflate.ts';
import { mutate, type Random, seededRandom } from '../support/mutations.ts';

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
const STRATEGIES = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE];

/** Inflates what arrives in pieces of so many bytes. */
function inflated(data: Uint8Array, piece: number): Buffer {
  const pieces: Buffer[] = [];
  const inflater = new Inflater((bytes) => pieces.push(Buffer.from(bytes)));
  for (let at = 0; at < data.length; at += piece) {
    const chunk = Buffer.from(data.subarray(at, at + piece));
    inflater.write(chunk);
    chunk.fill(0xee);
  }
  inflater.end();
  return Buffer.concat(pieces);
}

/** Bytes between noise and repetition, with copies from as far back as deflate reaches. */
function material(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const run = Math.min(length - at, 1 + random.below(400));
    const back = 1 + random.below(40_000);
    const kind = random.below(3);
    const end = at + run;
    for (; at < end; at += 1) {
      if (kind === 0) bytes[at] = random.below(256);
      else if (kind === 1) bytes[at] = 97 + random.below(4);
      else bytes[at] = bytes[at - back] ?? 7;
    }
  }
  return bytes;
}

function ofZlib(data: Uint8Array): Buffer | undefined {
  try {
    const { buffer, engine } = inflateRawSync(data, { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return engine.bytesWritten === data.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

suite('inflating as data arrive', () => {
  test('gives what was deflated, by every strategy, level and window, and in pieces of any size', () => {
    const random = seededRandom(1);
    for (const strategy of STRATEGIES) {
      for (const level of [0, 1, 6, 9]) {
        const content = material(random, random.below(150_000));
        const data = deflateRawSync(content, { strategy, level, windowBits: 9 + random.below(7), memLevel: 1 + random.below(9) });
        for (const piece of [1 + random.below(9), 1000, data.length + 1]) {
          assert.ok(inflated(data, piece).equals(content), `strategy ${strategy}, level ${level}, pieces of ${piece}`);
        }
      }
    }
  });

  test('gives what was deflated one byte at a time', () => {
    const content = material(seededRandom(2), 20_000);
    for (const level of [0, 1, 9]) assert.ok(inflated(deflateRawSync(content, { level }), 1).equals(content));
  });

  test('gives nothing where nothing was deflated', () => {
    assert.equal(inflated(deflateRawSync(Buffer.alloc(0)), 1).length, 0);
  });

  test('copies from exactly as far back as deflate reaches', () => {
    const noise = material(seededRandom(3), 32 * 1024);
    const content = Buffer.concat([noise, noise, noise, noise, noise, noise]);
    assert.ok(inflated(deflateRawSync(content, { level: 9 }), 4096).equals(content));
  });

  test('judges damaged data as zlib does', () => {
    const random = seededRandom(4);
    const corpus = STRATEGIES.map((strategy) => deflateRawSync(material(random, 3000), { strategy }));
    let refused = 0;
    for (let round = 0; round < 3000; round += 1) {
      const data = mutate(corpus[round % corpus.length] ?? Buffer.alloc(0), random);
      const expected = ofZlib(data);
      if (expected === undefined) {
        refused += 1;
        assert.throws(() => inflated(data, 1 + random.below(2000)), { constructor: Error }, `round ${round}`);
      } else assert.ok(inflated(data, 1 + random.below(2000)).equals(expected), `round ${round}`);
    }
    assert.ok(refused > 1000 && refused < 3000, `zlib refused ${refused}`);
  });

  test('judges damaged codes as zlib does', () => {
    const random = seededRandom(5);
    const corpus = [4, 40, 400].map((length) =>
      deflateRawSync(
        Buffer.from(
          Array.from({ length }, () => ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(random.below(9))).join('')).join(''),
        ),
        { level: 9 },
      ),
    );
    for (let round = 0; round < 8000; round += 1) {
      const data = Buffer.from(corpus[round % corpus.length] ?? []);
      for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
        const at = random.below(Math.min(24, data.length));
        data[at] = (data[at] ?? 0) ^ (1 << random.below(8));
      }
      const expected = ofZlib(data);
      if (expected === undefined) assert.throws(() => inflated(data, data.length), { constructor: Error }, `round ${round}`);
      else assert.ok(inflated(data, data.length).equals(expected), `round ${round}`);
    }
  });

  const bits = (text: string): Uint8Array => {
    const flat = text.replaceAll(' ', '');
    return Uint8Array.from({ length: Math.ceil(flat.length / 8) }, (_, byte) =>
      Array.from({ length: 8 }, (_bit, index) => Number(flat[8 * byte + index] ?? 0) << index).reduce((sum, bit) => sum + bit),
    );
  };
  for (const [title, data, message] of [
    ['data that end too early', Uint8Array.of(0x4b), /cut off/],
    ['nothing', Uint8Array.of(), /cut off/],
    ['what follows the last block', Uint8Array.of(0x03, 0x00, 0x00), /more follows/],
    ['a block of the fourth kind', bits('1 11'), /no known kind/],
    ['a stored block whose length is not confirmed', Uint8Array.of(0x01, 1, 0, 0, 0), /no certain length/],
    ['a copy from before the beginning', bits('1 10 0000001 00000 0000000'), /before their beginning/],
    ['more symbols than deflate has', Uint8Array.of(0xf5, 0, 0, 0), /codes of too many symbols/],
    ['a repetition of nothing', bits('1 01 00000 00000 0000 100 100 000 000 0 00'), /more symbols than there are/],
    [
      'a repetition beyond the last symbol',
      bits('1 01 00000 00000 0000 000 100 100 000 1 1111111 1 1111111'),
      /more symbols than there are/,
    ],
    ['a block that cannot end', bits('1 01 00000 00000 0000 000 100 100 000 1 1111111 1 1011011 0000000'), /cannot end/],
    ['a code with too many symbols', bits('1 01 00000 00000 0000 100 100 100 000'), /too many symbols/],
    ['a code with too few symbols', bits('1 01 00000 00000 0000 010 010 000 000'), /too few symbols/],
    ['a length that there is not', bits('1 10 11000110 00000'), /no known length/],
    ['a distance that there is not', bits('1 10 00110000 0000001 11110'), /no known length or distance/],
  ] as const) {
    test(`refuses ${title}`, () => {
      assert.throws(() => inflated(data, 1), message);
      assert.equal(ofZlib(data), undefined);
    });
  }

  test('holds little, however much goes through', () => {
    const once = deflateRawSync(Buffer.alloc(1024 * 1024));
    let size = 0;
    let largest = 0;
    const inflater = new Inflater((bytes) => {
      size += bytes.length;
      largest = Math.max(largest, bytes.length);
    });
    inflater.write(once);
    inflater.end();
    assert.equal(size, 1024 * 1024);
    assert.ok(largest <= 128 * 1024, `pieces of ${largest}`);
  });
});
