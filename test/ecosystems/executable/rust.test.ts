import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, constants, inflateSync } from 'node:zlib';
import { mayInflateToBrace } from '../../../src/ecosystems/executable/rust/deflate.ts';
import { RUST_PROGRAMS } from '../../../src/ecosystems/executable/rust/programs.ts';
import type { FileContent } from '../../../src/model/inventory.ts';
import { randomNumbers } from '../rpm/databases.ts';
import { AMD64, elf, fat, I386, laid, machO, MIPS, pe, REST_AT, S390X } from './executables.ts';
import { packagesOf, read } from './streaming.ts';

const CRATES = [
  { name: 'cfg-if', version: '1.0.5', source: 'crates.io', kind: 'build' },
  { name: 'demo', version: '0.1.0', source: 'local', dependencies: [0, 2], root: true },
  { name: 'itoa', version: '1.0.18', source: 'crates.io' },
  { name: 'forked', version: '2.0.0', source: 'git' },
  { name: 'elsewhere', version: '2.0.0', source: 'registry' },
  { name: 'time', version: '0.1.44', source: 'crates.io', kind: 'runtime', dependencies: [2] },
];
const FOUND = ['itoa 1.0.18', 'time 0.1.44'];
const DOCUMENT = JSON.stringify({ packages: CRATES, format: 1 });
const SECTION = deflateSync(DOCUMENT, { level: 7 });
const LOADED = { texts: Buffer.from('/rustc/'), data: Buffer.alloc(64) };

/** A program with these bytes behind all that is loaded, and a table of sections behind them. */
function withRest(...rest: readonly Buffer[]): Buffer {
  return elf({ ...LOADED, rest: Buffer.concat([...rest, Buffer.alloc(1000, 3)]) });
}

const found = (bytes: Uint8Array, size?: number): FileContent | undefined => read(RUST_PROGRAMS, bytes, size);

test('The crates of crates.io that are in a program are read, in every form of program', () => {
  const programs = [
    ...[AMD64, S390X, I386, MIPS].map((machine) => elf({ ...LOADED, rest: SECTION }, machine)),
    ...[AMD64, I386].map((machine) => pe({ ...LOADED, rest: SECTION }, machine, '.dep-v0')),
    ...[AMD64, S390X, I386, MIPS].map((machine) => machO({ ...LOADED, rest: SECTION }, machine, '.dep-v0')),
    fat([machO({ ...LOADED, rest: SECTION }, AMD64, '.dep-v0')]),
    pe({ ...LOADED, rest: Buffer.concat([SECTION, Buffer.alloc(300)]) }, AMD64, '.dep-v0'),
  ];
  for (const bytes of programs) {
    const content = found(bytes);
    assert.deepEqual([packagesOf(content), content?.gap], [FOUND, undefined]);
    assert.deepEqual(new Set(content?.packages.map(({ root }) => root)), new Set(['usr/bin/program']));
  }
});

test('A program reads the same in pieces of any size', () => {
  const bytes = withRest(Buffer.alloc(262_144 - 700, 0x78), SECTION);
  for (const size of [1, 7, 15, 16, 17, 65_536, bytes.length]) assert.deepEqual(packagesOf(found(bytes, size)), FOUND);
  const exact = pe({ ...LOADED, rest: SECTION }, AMD64, '.dep-v0');
  for (const size of [1, 17, 65_536]) assert.deepEqual(packagesOf(found(exact, size)), FOUND);
});

test('The section is found wherever the limit of a block falls, and however it was compressed', () => {
  for (const at of [262_144 - 700, 262_144 - 641, 262_144 - 640, 262_144 - 1, 262_144]) {
    assert.deepEqual(packagesOf(found(withRest(Buffer.alloc(at), SECTION))), FOUND, `at ${at}`);
  }
  const large = JSON.stringify({
    packages: [
      ...CRATES,
      ...Array.from({ length: 3000 }, (_, index) => ({ name: `a${index}`, version: '1.0.0', source: 'local' })),
    ],
  });
  for (const document of [DOCUMENT, large, JSON.stringify({ packages: CRATES.slice(2, 3) })]) {
    const expected = document.includes('time') ? FOUND : ['itoa 1.0.18'];
    for (const level of [0, 1, 2, 5, 6, 7, 9]) {
      for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY]) {
        const section = deflateSync(document, { level, strategy });
        assert.deepEqual(
          packagesOf(found(withRest(Buffer.alloc(333, 0xa5), section))),
          expected,
          `level ${level}, strategy ${strategy}`,
        );
      }
    }
  }
});

test('Other compressed streams are passed over, and what only looks like one', () => {
  const others = ['{"package":[', 'some text that is long enough to be described by codes of its own', ' '].map((text) =>
    deflateSync(text.repeat(20)),
  );
  assert.equal(found(withRest(...others)), undefined);
  assert.deepEqual(packagesOf(found(withRest(Buffer.alloc(20_000, Buffer.from('789c', 'hex')), SECTION))), FOUND);
  assert.deepEqual(packagesOf(found(withRest(...others, SECTION))), FOUND);
});

test('Nothing is looked for among what is loaded, nor where the head names no such section', () => {
  assert.equal(found(elf({ texts: SECTION, data: SECTION })), undefined);
  const programs = [pe({ ...LOADED, rest: SECTION }), machO({ ...LOADED, rest: SECTION })];
  for (const bytes of programs) {
    const stream = RUST_PROGRAMS.begin({ path: 'a', size: bytes.length });
    assert.equal(stream.write(bytes.subarray(0, 65_536)), false);
    assert.equal(stream.end(), undefined);
  }
});

test('The look at a stream before it is inflated lets every text through that begins with a brace', () => {
  const numbers = randomNumbers(7);
  let let_ = 0;
  for (let round = 0; round < 3000; round += 1) {
    const text = `{"packages":[${JSON.stringify(Array.from({ length: numbers.next().value % 40 }, () => numbers.next().value))}`;
    const stream = deflateSync(text, { level: numbers.next().value % 10, memLevel: 1 + (numbers.next().value % 9) });
    assert.ok(mayInflateToBrace(stream, 0), text);
  }
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = Buffer.alloc(16);
    for (let at = 0; at < 16; at += 4) bytes.writeUInt32LE(numbers.next().value, at);
    if (mayInflateToBrace(bytes, 0)) let_ += 1;
  }
  assert.ok(let_ < 1000, `${let_} of 20,000 by chance`);
});

test('A section that cannot be read is refused in words', () => {
  const exact =
    (section: Buffer): (() => unknown) =>
    () =>
      found(pe({ ...LOADED, rest: section }, AMD64, '.dep-v0'));
  assert.throws(exact(Buffer.from('no stream')), /^Error: its list of crates cannot be decompressed\.$/);
  assert.throws(exact(SECTION.subarray(0, -10)), /cannot be decompressed/);
  assert.throws(exact(deflateSync('{"packages":[')), /^Error: its list of crates is not JSON\.$/);
  for (const text of ['{}', '[]', 'null', '{"packages":{}}']) assert.throws(exact(deflateSync(text)), /has no packages/);
  assert.throws(() => found(pe({ ...LOADED, rest: SECTION }, AMD64, '.dep-v0').subarray(0, REST_AT)), /is cut off/);
  assert.throws(() => found(withRest(SECTION.subarray(0, -20))), /cannot be decompressed/);
  assert.equal(found(pe(LOADED, AMD64, '.dep-v0')), undefined);
});

test('A list that unfolds to more than any program has is refused', () => {
  const bomb = deflateSync(
    Buffer.concat([Buffer.from('{"packages":["'), Buffer.alloc(9 * 1024 * 1024, 0x20), Buffer.from('"]}')]),
  );
  assert.ok(inflateSync(bomb).length > 9_000_000);
  assert.throws(() => found(withRest(bomb)), /cannot be decompressed/);
});

test('Crates without a name or a version are counted in a gap, and the others are read', () => {
  const packages = [
    { name: 'a', version: '1.0.0', source: 'crates.io' },
    null,
    3,
    { name: 'b' },
    { version: '1' },
    { name: '', version: '', source: 'crates.io' },
  ];
  const content = found(withRest(deflateSync(JSON.stringify({ packages }))));
  assert.deepEqual(packagesOf(content), ['a 1.0.0']);
  assert.equal(content?.gap, '5 of its crates have no name or no version.');
});

test('A file of nothing but compressed streams ends in a gap, in little time', () => {
  const rest = Array.from({ length: 6000 }, () => deflateSync('{"packing":[1]}', { strategy: constants.Z_FIXED }));
  const started = performance.now();
  const content = found(withRest(...rest, SECTION));
  assert.match(content?.gap ?? '', /more than 4096 compressed streams/);
  assert.ok(performance.now() - started < 5000);
  assert.deepEqual(content?.packages, []);
});

test('Whatever a file is laid over with, it is read as soon as it is whole', () => {
  const bytes = laid([0, withRest(SECTION)], [REST_AT + SECTION.length + 1200, Buffer.alloc(9 * 1024 * 1024)]);
  const stream = RUST_PROGRAMS.begin({ path: 'a', size: bytes.length });
  let at = 0;
  while (at < bytes.length && stream.write(bytes.subarray(at, at + 65_536))) at += 65_536;
  assert.ok(at < bytes.length, 'all was wanted');
  assert.deepEqual(packagesOf(stream.end()), FOUND);
});
