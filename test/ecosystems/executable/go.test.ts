import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GO_PROGRAMS } from '../../../src/ecosystems/executable/go/programs.ts';
import type { FileContent } from '../../../src/model/inventory.ts';
import {
  AMD64,
  BASE,
  DATA_AT,
  elf,
  fat,
  I386,
  laid,
  type Machine,
  machO,
  MIPS,
  type Parts,
  pe,
  S390X,
  TEXTS_AT,
} from './executables.ts';
import { type Build, framed, inlineHeader, inlineParts, olderParts, varint } from './go-programs.ts';
import { packagesOf, read } from './streaming.ts';

const MODULES = [
  'path\texample.org/tool',
  'mod\texample.org/tool\tv1.4.0\th1:abc=',
  'dep\tgolang.org/x/net\tv0.17.0\th1:def=',
  'build\t-compiler=gc',
  '',
].join('\n');
const BUILD: Build = { version: 'go1.21.3', modules: MODULES };
const OLD: Build = { version: 'go1.16.5', modules: MODULES };
const FOUND = ['stdlib 1.21.3', 'example.org/tool v1.4.0', 'golang.org/x/net v0.17.0'];
const OLD_FOUND = ['stdlib 1.16.5', 'example.org/tool v1.4.0', 'golang.org/x/net v0.17.0'];

const FORMS: readonly (readonly [name: string, machine: Machine, make: (parts: Parts, machine: Machine) => Buffer])[] = [
  ['ELF', AMD64, elf],
  ['big-endian ELF', S390X, elf],
  ['ELF of 32 bits', I386, elf],
  ['big-endian ELF of 32 bits', MIPS, elf],
  ['PE', AMD64, pe],
  ['PE of 32 bits', I386, pe],
  ['Mach-O', AMD64, machO],
  ['big-endian Mach-O', S390X, machO],
  ['Mach-O of 32 bits', I386, machO],
  ['big-endian Mach-O of 32 bits', MIPS, machO],
  ['Mach-O for two processors', AMD64, (parts, machine) => fat([machO(parts, machine), elf(inlineParts(BUILD))])],
  ['Mach-O for two processors, with wide offsets', AMD64, (parts, machine) => fat([machO(parts, machine)], 0xcafebabf)],
];

const found = (bytes: Uint8Array): FileContent | undefined => read(GO_PROGRAMS, bytes);

for (const [name, machine, make] of FORMS) {
  test(`The modules of a Go program in ${name} are read, and the program is their root`, () => {
    const content = read(GO_PROGRAMS, make(inlineParts(BUILD), machine));
    assert.deepEqual(packagesOf(content), FOUND);
    assert.deepEqual(new Set(content?.packages.map(({ root }) => root)), new Set(['usr/bin/program']));
    assert.equal(content?.gap, undefined);
  });

  test(`The addresses of an older Go program in ${name} are followed, whether they lead ahead or back`, () => {
    for (const arrangement of [{ machine }, { machine, headerAt: 0x4000, stringsAt: 0x10 }]) {
      const content = found(make(olderParts(OLD, arrangement), machine));
      assert.deepEqual([packagesOf(content), content?.gap], [OLD_FOUND, undefined]);
    }
  });
}

test('A program reads the same in pieces of any size', () => {
  // So long that several blocks of it are searched, with the places that matter on either side of their limits.
  const rest = Buffer.alloc(600_000);
  const programs = [
    [elf({ ...inlineParts(BUILD), rest }), FOUND],
    [elf({ ...olderParts(OLD, { headerAt: 0x4000, stringsAt: 0x10 }), rest }), OLD_FOUND],
    [machO({ ...olderParts(OLD), rest }), OLD_FOUND],
    [fat([machO(inlineParts(BUILD))]), FOUND],
  ] as const;
  for (const [bytes, packages] of programs) {
    for (const size of [1, 7, 15, 16, 17, 4096, 65_536, bytes.length]) {
      assert.deepEqual(packagesOf(read(GO_PROGRAMS, bytes, size)), packages, `in pieces of ${size}`);
    }
  }
});

test('A header and its texts are found wherever the limit of a block falls', () => {
  const limit = 256 * 1024 - 128;
  const large = 300_000;
  for (const at of [limit - 32, limit - 16, limit, limit + 16, limit + 112]) {
    const parts = inlineParts({ version: 'go1.21.3', modules: `${MODULES}${'build\tx=y\n'.repeat(20_000)}` });
    const texts = Buffer.alloc(0);
    const bytes = laid([0, elf({ texts, data: Buffer.alloc(0), rest: Buffer.alloc(large) })], [at, parts.data]);
    assert.deepEqual(packagesOf(found(bytes)), FOUND, `at ${at}`);
  }
  const long = { ...OLD, version: 'go1.16rc1234567' };
  const version = Buffer.from(long.version);
  const { data } = olderParts(long);
  for (const at of [limit - 8, limit - 1, limit, limit + 100, limit + 119]) {
    // The text lies far behind, in a third stretch that the stretch of texts is said to reach to.
    const bytes = laid([0, elf({ texts: olderParts(long).texts, data, rest: Buffer.alloc(large) })], [at, version]);
    bytes.writeBigUInt64LE(BigInt(DATA_AT + at), 64 + 2 * 56 + 32);
    bytes.writeBigUInt64LE(BigInt(BASE + at), DATA_AT + 0x400);
    assert.equal(packagesOf(found(bytes))?.[0], 'stdlib 1.16rc1234567', `a version at ${at}`);
  }
  for (const at of [limit - 8, limit - 1, limit, limit + 100]) {
    for (const length of [1, 30_000, 23_500 + limit - at]) {
      const text = framed(`${MODULES}${'build\tx=y\n'.repeat(length / 10)}`);
      const bytes = laid([0, elf({ ...olderParts(OLD), rest: Buffer.alloc(large) })], [at, text]);
      bytes.writeBigUInt64LE(BigInt(DATA_AT + at), 64 + 2 * 56 + 32);
      bytes.writeBigUInt64LE(BigInt(BASE + at), DATA_AT + 0x410);
      bytes.writeBigUInt64LE(BigInt(text.length), DATA_AT + 0x418);
      // Where it was, it is no longer.
      bytes.fill(0, TEXTS_AT + 0x203, TEXTS_AT + 0x300);
      assert.deepEqual(packagesOf(found(bytes)), OLD_FOUND, `modules at ${at}`);
    }
  }
});

test('No more of a program is wanted than goes as far as the header', () => {
  const bytes = elf({ ...inlineParts(BUILD), rest: Buffer.alloc(1_000_000) });
  const stream = GO_PROGRAMS.begin({ path: 'a', size: bytes.length });
  let written = 0;
  while (written < bytes.length && stream.write(bytes.subarray(written, written + 10_000))) written += 10_000;
  assert.ok(written > DATA_AT && written < 300_000, `${written} bytes`);
  assert.deepEqual(packagesOf(stream.end()), FOUND);
});

test('What is no program is let go by its first bytes, compiled Java too', () => {
  const files = ['#!/bin/sh\necho', '\xca\xfe\xba\xbe\0\0\0\x34', 'PK\x03\x04aaaa', '\x7fELG1234', 'go1.21.3 '].map((text) =>
    Buffer.from(text.padEnd(100, '.'), 'latin1'),
  );
  for (const bytes of files) {
    for (const size of [1, 3, 8, 100]) {
      const stream = GO_PROGRAMS.begin({ path: 'a', size: bytes.length });
      let at = 0;
      while (at < bytes.length && stream.write(bytes.subarray(at, at + size))) at += size;
      assert.ok(at < 8, `${at} bytes were wanted`);
      assert.equal(stream.end(), undefined);
    }
  }
  assert.equal(GO_PROGRAMS.wants('a', 63), false);
  assert.equal(found(elf({ texts: Buffer.from('a'), data: Buffer.from('b') })), undefined);
});

test('A program that has the magic bytes among its texts, as the go command, is read by its own header', () => {
  const texts = Buffer.from('\xff Go buildinf:expected to find it herego1.2, and more', 'latin1');
  assert.deepEqual(packagesOf(found(elf({ ...inlineParts(BUILD), texts }))), FOUND);
  // Alone it is nothing: what follows it is text, be it of the older form or of the newer.
  for (const follows of ['rrrr', '\x08\x02expected one of which is none', '\x05\x00ab', '\x08\x02go1.21.3 is not this']) {
    const [data, empty] = [Buffer.from(`\xff Go buildinf:${follows}`.padEnd(300, 'a'), 'latin1'), Buffer.alloc(0)];
    assert.equal(found(elf({ texts: empty, data })), undefined, follows);
  }
});

test('A program embedded in another is not taken for it', () => {
  const embedded = inlineHeader({ version: 'go1.18', modules: 'mod\texample.org/embedded\tv0.1.0\n' });
  assert.deepEqual(packagesOf(found(elf({ ...inlineParts(BUILD), texts: embedded }))), FOUND);
  assert.deepEqual(packagesOf(found(elf({ ...olderParts(OLD), rest: embedded }))), OLD_FOUND);
  // In a program of another language it is what there is.
  const alone = elf({ texts: embedded, data: Buffer.alloc(0) });
  assert.deepEqual(packagesOf(found(alone)), ['stdlib 1.18', 'example.org/embedded v0.1.0']);
});

test('A header counts only where it is aligned', () => {
  assert.equal(found(elf({ texts: Buffer.alloc(0), data: laid([8, inlineHeader(BUILD)]) })), undefined);
  assert.deepEqual(packagesOf(found(elf({ texts: Buffer.alloc(0), data: laid([16, inlineHeader(BUILD)]) }))), FOUND);
});

test('A program without modules has its standard library', () => {
  for (const parts of [inlineParts({ version: 'go1.21.3', modules: '' }), olderParts({ version: 'go1.21.3', modules: '' })]) {
    const content = found(elf(parts));
    assert.deepEqual([packagesOf(content), content?.gap], [['stdlib 1.21.3'], undefined]);
  }
});

test('What cannot be found of an older program is a gap that says what', () => {
  const { texts, data } = olderParts(OLD);
  const without = (at: number): Buffer => laid([0, data], [at, Buffer.alloc(8)]);
  // A program that is placed anywhere in memory has zeros for addresses; the frame tells its modules all the same.
  const anywhere = found(elf({ texts, data: laid([0, data], [16, Buffer.alloc(16)]) }));
  assert.deepEqual(packagesOf(anywhere), ['example.org/tool v1.4.0', 'golang.org/x/net v0.17.0']);
  assert.match(anywhere?.gap ?? '', /version of Go .* could not be found/);
  assert.match(found(elf({ texts, data: without(0x400) }))?.gap ?? '', /^the version of Go .* could not be found\.$/);
  const noFrame = found(elf({ texts: texts.subarray(0, 0x203), data }));
  assert.deepEqual(packagesOf(noFrame), ['stdlib 1.16.5']);
  assert.match(noFrame?.gap ?? '', /^the modules .* could not be found\.$/);
  const twoFrames = elf({
    texts: laid([0, texts], [0x800, texts.subarray(0x203)]),
    data: laid([0, data], [16, Buffer.alloc(16)]),
  });
  assert.match(found(twoFrames)?.gap ?? '', /the modules .* could not be found/);
});

test('A program that ends within its header is a gap', () => {
  const whole = elf(inlineParts(BUILD));
  const end = DATA_AT + inlineHeader(BUILD).length;
  for (const length of [end - 1, end - 100]) assert.match(found(whole.subarray(0, length))?.gap ?? '', /is cut off/);
  assert.equal(found(whole.subarray(0, DATA_AT + 20)), undefined);
});

test('A length that a file cannot mean is not believed', () => {
  const start = inlineHeader(BUILD).subarray(0, 32);
  const version = Buffer.concat([varint(8), Buffer.from('go1.21.3')]);
  for (const length of [Buffer.alloc(12, 0xff), varint(2 ** 27), varint(5_000_000)]) {
    const data = Buffer.concat([start, version, length]);
    assert.equal(found(elf({ texts: Buffer.alloc(0), data })), undefined);
    const endless = elf({ texts: Buffer.alloc(0), data: Buffer.concat([start, length]) });
    assert.equal(found(endless), undefined);
    assert.equal(found(endless.subarray(0, DATA_AT + 32 + length.length)), undefined);
  }
});
