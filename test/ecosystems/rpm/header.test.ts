import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHeader, readFields, type RpmFields } from '../../../src/ecosystems/rpm/header.ts';
import { TAG, words, writeHeader } from './headers.ts';

const readHeader = (bytes: Uint8Array): RpmFields => readFields(openHeader(bytes));

const WHOLE = writeHeader([
  [63, { type: 7, count: 16, bytes: Buffer.alloc(16) }],
  [TAG.name, 'openssl-libs'],
  [TAG.version, '3.0.1'],
  [TAG.release, '41.el9_0'],
  [TAG.epoch, 1],
  [1004, { type: 9, count: 2, bytes: Buffer.from('A summary\0Ein Satz\0') }],
  [TAG.vendor, 'AlmaLinux'],
  [TAG.arch, 'aarch64'],
  [TAG.sourceRpm, 'openssl-3.0.1-41.el9_0.src.rpm'],
  [TAG.label, 'a:b:1:c:x86_64'],
  [TAG.name, 'another'],
]);

test('The wanted fields are read, the first of a tag counting', () => {
  assert.deepEqual(readHeader(WHOLE), {
    name: 'openssl-libs',
    version: '3.0.1',
    release: '41.el9_0',
    epoch: '1',
    vendor: 'AlmaLinux',
    arch: 'aarch64',
    sourceRpm: 'openssl-3.0.1-41.el9_0.src.rpm',
    modularityLabel: 'a:b:1:c:x86_64',
  });
});

test('A field that is not there, or has no value, is undefined', () => {
  const header = readHeader(
    writeHeader([
      [TAG.name, 'a'],
      [TAG.arch, { type: 6, count: 0, bytes: Buffer.alloc(0) }],
    ]),
  );
  assert.deepEqual(
    Object.entries(header).filter(([, value]) => value !== undefined),
    [['name', 'a']],
  );
});

test('An epoch is a number without a sign', () => {
  assert.equal(readHeader(writeHeader([[TAG.epoch, 4_294_967_295]])).epoch, '4294967295');
});

test('A header that promises more than it holds is refused', () => {
  const refusals: ReadonlyArray<readonly [Uint8Array, RegExp]> = [
    [Buffer.alloc(0), /too short/],
    [WHOLE.subarray(0, 7), /too short/],
    [WHOLE.subarray(0, WHOLE.length - 1), /cut off/],
    [words(0xffff_ffff, 0), /cut off/],
    [words(0, 0xffff_ffff), /cut off/],
    [writeHeader([[TAG.name, { type: 6, count: 1, bytes: Buffer.from('endless') }]]), /text without an end/],
    [Buffer.concat([words(1, 2, TAG.name, 6, 0xffff_ffff, 1), Buffer.from('a\0')]), /text without an end/],
    [Buffer.concat([words(1, 4, TAG.epoch, 4, 1, 1), Buffer.alloc(4)]), /cut off/],
    [writeHeader([[TAG.version, { type: 7, count: 1, bytes: Buffer.from('1\0') }]]), /unexpected type 7/],
  ];
  for (const [bytes, reason] of refusals) assert.throws(() => readHeader(bytes), reason);
});
