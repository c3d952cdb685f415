import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adler32 } from '../../../src/ecosystems/rpm/adler32.ts';
import { readNdb } from '../../../src/ecosystems/rpm/ndb.ts';
import { writeNdb, zlibAdler32 } from './ndb-files.ts';

const VALUES = [Buffer.from('one'), Buffer.alloc(9000, 'two'), Buffer.alloc(0), Buffer.from('four')];

function read(bytes: Uint8Array): readonly (string | Buffer)[] {
  return [...readNdb(bytes)].map((value) => (typeof value === 'string' ? value : Buffer.from(value)));
}

function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, at);
  return copy;
}

test('Every header is read, and a free slot is none', () => {
  assert.deepEqual(read(writeNdb(VALUES)), VALUES);
  assert.deepEqual(read(writeNdb([undefined, ...VALUES, undefined])), VALUES);
  assert.deepEqual(read(writeNdb([])), []);
});

test('The checksum is that of zlib', () => {
  for (const length of [0, 1, 5551, 5552, 5553, 400_000]) {
    const bytes = new Uint8Array(length).fill(255);
    assert.equal(adler32(bytes), zlibAdler32(bytes), `${length}`);
  }
});

test('A header that cannot be read is told, and the others are read', () => {
  const whole = writeNdb(VALUES);
  const blob = 4096;
  const faults: ReadonlyArray<readonly [Buffer, RegExp]> = [
    [patched(whole, 32, 0), /a slot is broken/],
    [patched(whole, 32 + 8, 0x0fff_ffff), /not in the file/],
    [patched(whole, 32 + 12, 0xffff_ffff), /not in the file/],
    [patched(whole, 32 + 12, 1), /too few blocks/],
    [patched(whole, 32 + 12, 3), /something else/],
    [patched(whole, 32 + 4, 9), /something else/],
    [patched(whole, blob, 0), /something else/],
    [patched(whole, blob + 12, 4), /contradicts its length/],
    [patched(whole, blob + 12, 0xffff_ffff), /contradicts its length/],
    [patched(whole, blob + 8, 2), /contradicts its checksum/],
    [patched(whole, blob + 16, 2), /contradicts its checksum/],
  ];
  for (const [bytes, reason] of faults) {
    const [first, ...others] = read(bytes);
    assert.match(String(first), reason);
    assert.deepEqual(others, VALUES.slice(1), `${reason}`);
  }
});

test('A header that has more blocks than it needs is told, whatever its checksum', () => {
  const bytes = writeNdb([Buffer.alloc(20)]);
  const tail = bytes.length - 12;
  bytes.writeUInt32LE(3, 4096 + 12);
  bytes.writeUInt32LE(zlibAdler32(bytes.subarray(4096, tail)), tail);
  bytes.writeUInt32LE(3, tail + 4);
  assert.deepEqual(read(bytes), ['a header contradicts its length.']);
});

test('Slots that share their blocks do not multiply them', () => {
  const bytes = writeNdb(VALUES);
  for (let at = 48 + 16; at < 4096; at += 16) bytes.copy(bytes, at, 48, 64);
  assert.throws(() => read(bytes), /share their blocks/);
});

test('What is no such database is refused', () => {
  const whole = writeNdb(VALUES);
  assert.throws(() => read(whole.subarray(0, 31)), /not an NDB database/);
  assert.throws(() => read(patched(whole, 0, 0)), /not an NDB database/);
  assert.throws(() => read(patched(whole, 4, 1)), /unknown version 1/);
  assert.throws(() => read(patched(whole, 12, 0)), /slots are cut off/);
  assert.throws(() => read(patched(whole, 12, 0xffff_ffff)), /slots are cut off/);
});
