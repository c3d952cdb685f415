import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GO_PROGRAMS } from '../../../src/ecosystems/executable/go/programs.ts';
import { offsetOf, readLayout } from '../../../src/ecosystems/executable/layout.ts';
import { RUST_PROGRAMS } from '../../../src/ecosystems/executable/rust/programs.ts';
import { AMD64, BASE, DATA_AT, elf, fat, I386, machO, MIPS, pe, REST_AT, S390X } from './executables.ts';
import { inlineParts } from './go-programs.ts';
import { read } from './streaming.ts';

const PARTS = { texts: Buffer.alloc(16), data: Buffer.alloc(16), rest: Buffer.alloc(100) };
const HEADS = [
  ...[AMD64, S390X, I386, MIPS].flatMap((machine) => [elf(PARTS, machine), machO(PARTS, machine)]),
  ...[AMD64, I386].map((machine) => pe(PARTS, machine, '.dep-v0')),
].map((program) => program.subarray(0, 65_536));

test('What is loaded from where is read in every form of program', () => {
  for (const head of HEADS) {
    const { format, regions } = readLayout(head);
    const data = regions.find(({ writable }) => writable);
    assert.deepEqual(data, {
      address: BASE + DATA_AT,
      offset: DATA_AT,
      size: REST_AT - DATA_AT,
      writable: true,
      executable: false,
    });
    assert.equal(offsetOf({ format, regions, sections: [] }, BASE + DATA_AT + 5), DATA_AT + 5);
    assert.equal(offsetOf({ format, regions, sections: [] }, BASE + 2 ** 40), undefined);
  }
});

test('Sections are read where the head names them', () => {
  const named = { name: '.dep-v0', offset: REST_AT, size: 100 };
  for (const program of [pe(PARTS, I386, '.dep-v0'), machO(PARTS, MIPS, '.dep-v0'), machO(PARTS, AMD64, '.dep-v0')]) {
    assert.deepEqual(readLayout(program.subarray(0, 65_536)).sections.at(-1), named);
  }
});

test('A head that is cut anywhere tells what of it is there', () => {
  for (const head of HEADS) {
    let most = 0;
    for (let length = 8; length < 700; length += 1) {
      const { regions } = readLayout(head.subarray(0, length));
      assert.ok(regions.length >= most, `${regions.length} of ${most} after ${length}`);
      most = regions.length;
    }
    assert.equal(most, readLayout(head).regions.length);
  }
});

test('Counts that a file cannot mean are not believed', () => {
  const [wide = Buffer.alloc(0), mach = Buffer.alloc(0)] = HEADS.map((head) => Buffer.from(head));
  wide.writeUInt16LE(0xffff, 56);
  assert.ok(readLayout(wide).regions.length < 1200);
  // Segments of a size that no class has.
  for (const size of [0, 1, 39]) {
    wide.writeUInt16LE(size, 54);
    assert.deepEqual(readLayout(wide).regions, []);
  }
  mach.writeUInt32LE(0xffff_ffff, 20);
  mach.writeUInt32LE(0xffff_ffff, 32 + 24 + 72 + 64);
  assert.ok(readLayout(mach).regions.length >= 2);
  const portable = Buffer.from(HEADS.at(-2) ?? []);
  portable.writeUInt16LE(0xffff, 0x80 + 6);
  assert.ok(readLayout(portable).regions.length < 1700);
  portable.writeUInt32LE(0xffff_fff0, 0x3c);
  assert.deepEqual(readLayout(portable).regions, []);
});

test('A command that takes no place does not stop the reading', () => {
  const head = Buffer.from(HEADS[1] ?? []);
  head.writeUInt32LE(0, 32 + 4);
  assert.ok(readLayout(head).regions.length <= 3);
});

test('A file for several processors that holds itself ends', () => {
  const nested = fat([machO(inlineParts({ version: 'go1.21.3', modules: '' }))]);
  nested.writeUInt32BE(0, 16);
  assert.equal(read(GO_PROGRAMS, nested), undefined);
  assert.equal(read(RUST_PROGRAMS, fat([fat([machO(PARTS)])])), undefined);
  for (const [offset, size] of [
    [0xffff_ffff, 100],
    [0x4000, 0],
    [0x4000, 0xffff_ffff],
  ] as const) {
    nested.writeUInt32BE(offset, 16);
    nested.writeUInt32BE(size, 20);
    assert.equal(read(GO_PROGRAMS, nested)?.packages.length, size === 0xffff_ffff ? 1 : undefined);
  }
});
