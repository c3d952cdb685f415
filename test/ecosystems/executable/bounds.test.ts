import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { GO_PROGRAMS } from '../../../src/ecosystems/executable/go/programs.ts';
import { RUST_PROGRAMS } from '../../../src/ecosystems/executable/rust/programs.ts';
import type { StreamReader } from '../../../src/model/inventory.ts';
import { elf } from './executables.ts';
import { inlineHeader, varint } from './go-programs.ts';

const MEGABYTE = 1024 * 1024;

/** The most bytes of memory that a reader takes for a file that goes on and on, in addition to what there was. */
function held(reader: StreamReader, piece: Buffer, megabytes: number): number {
  const head = elf({ texts: Buffer.from('go1.2'), data: Buffer.alloc(0) });
  // The data that can be written take all the rest.
  head.writeBigUInt64LE(2n ** 40n, 64 + 2 * 56 + 32);
  if (reader === RUST_PROGRAMS) head.writeBigUInt64LE(0n, 64 + 2 * 56 + 32);
  const block = Buffer.alloc(MEGABYTE, piece);
  const memory = (): number => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  const before = memory();
  const stream = reader.begin({ path: 'a', size: head.length + megabytes * MEGABYTE });
  stream.write(head);
  let most = 0;
  for (let count = 0; count < megabytes; count += 1) {
    if (!stream.write(block)) break;
    most = Math.max(most, memory() - before);
  }
  return most;
}

const HEADER = Buffer.concat([inlineHeader({ version: 'go1.21.3', modules: '' }).subarray(0, 41), varint(4_000_000)]);

const HOSTILE: Readonly<Record<string, Buffer>> = {
  'headers that each promise much': Buffer.concat([HEADER, Buffer.alloc(64 - HEADER.length)]),
  'frames without an end': Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex'),
  'versions of Go': Buffer.from('go1.17.0'),
};

for (const [name, piece] of Object.entries(HOSTILE)) {
  test(`A program of nothing but ${name} is read in bounded memory`, () => {
    const most = held(GO_PROGRAMS, piece, 192);
    assert.ok(most < 110 * MEGABYTE, `${(most / MEGABYTE).toFixed(0)} MiB`);
  });
}
