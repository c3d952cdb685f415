import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Blocks } from '../../../src/ecosystems/executable/blocks.ts';
import { needle, occurrences } from '../../../src/ecosystems/executable/needle.ts';
import { randomNumbers } from '../rpm/databases.ts';

const WHOLE = Buffer.from('needle in hay');
const NEEDLE = needle(WHOLE, 7, 9);
const OVERLAP = 40;

/** Where the needle is found in a stream, in order, each with how many bytes were there to be read. */
function found(stream: Uint8Array, sizes: () => number): readonly (readonly [at: number, bytes: number])[] {
  const hits: (readonly [number, number])[] = [];
  const blocks = new Blocks(OVERLAP, (block) => {
    for (const at of occurrences(block, NEEDLE)) hits.push([block.offset + at, block.bytes.length - at]);
  });
  for (let at = 0; at < stream.length; ) {
    const size = sizes();
    blocks.write(stream.subarray(at, at + size));
    at += size;
  }
  blocks.end();
  return hits;
}

test('Everything is found once, with as much behind it as the overlap is long, in pieces of any size', () => {
  const numbers = randomNumbers(11);
  const stream = Buffer.alloc(900_000, ' in ');
  const places = [0, stream.length - WHOLE.length];
  for (const limit of [1, 2, 3].map((count) => count * (256 * 1024 - OVERLAP))) {
    for (const at of [-60, -WHOLE.length, 0, OVERLAP - WHOLE.length, OVERLAP, 60]) places.push(limit + at);
  }
  for (const at of places) WHOLE.copy(stream, at);
  const ordered = places.sort((a, b) => a - b);
  for (const sizes of [(): number => stream.length, (): number => 65_536, (): number => 1 + (numbers.next().value % 5000)]) {
    const hits = found(stream, sizes);
    assert.deepEqual(
      hits.map(([at]) => at),
      ordered,
    );
    for (const [at, bytes] of hits) assert.ok(bytes >= Math.min(OVERLAP, stream.length - at), `${bytes} bytes behind ${at}`);
  }
});

test('A stream without a byte is searched as one', () => {
  assert.deepEqual(
    found(Buffer.alloc(0), () => 1),
    [],
  );
});
