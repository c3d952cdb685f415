/*
 * Programs made by hand: a head that tells of two loaded stretches, one that can only be read and one that can be written, and what
 * follows them in the file.
 */

export interface Parts {
  /** What can only be read. */
  readonly texts: Buffer;
  /** What can be written. */
  readonly data: Buffer;
  /** What is not loaded. */
  readonly rest?: Buffer;
}

export interface Machine {
  readonly bits: 32 | 64;
  readonly order: 'little' | 'big';
}

export const AMD64: Machine = { bits: 64, order: 'little' };
export const S390X: Machine = { bits: 64, order: 'big' };
export const I386: Machine = { bits: 32, order: 'little' };
export const MIPS: Machine = { bits: 32, order: 'big' };

/** Where the parts lie in the file; in memory they lie as far behind `BASE`. */
export const TEXTS_AT = 0x1_1000;
export const DATA_AT = 0x2_4000;
export const REST_AT = 0x3_0000;
export const BASE = 0x40_0000;

/** A writer of numbers in one byte order. */
export function numbers(
  { order }: Pick<Machine, 'order'>,
  ...list: readonly (readonly [value: number, size: 1 | 2 | 4 | 8])[]
): Buffer {
  return Buffer.concat(
    list.map(([value, size]) => {
      const bytes = Buffer.alloc(size);
      const low = Math.min(size, 4);
      if (order === 'little') bytes.writeUIntLE(value, 0, low);
      else bytes.writeUIntBE(value, size - low, low);
      return bytes;
    }),
  );
}

function file(head: Buffer, { texts, data, rest = Buffer.alloc(0) }: Parts): Buffer {
  const whole = Buffer.alloc(REST_AT + rest.length);
  head.copy(whole);
  texts.copy(whole, TEXTS_AT);
  data.copy(whole, DATA_AT);
  rest.copy(whole, REST_AT);
  return whole;
}

/** https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
export function elf(parts: Parts, machine: Machine = AMD64): Buffer {
  const wide = machine.bits === 64;
  const word = wide ? 8 : 4;
  const table = wide ? 64 : 52;
  const entry = wide ? 56 : 32;
  const head = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, machine.order === 'little' ? 1 : 2, 1]),
    Buffer.alloc(9),
    numbers(
      machine,
      [2, 2],
      [62, 2],
      [1, 4],
      [BASE, word],
      [table, word],
      [0, word],
      [0, 4],
      [table, 2],
      [entry, 2],
      [3, 2],
      [0, 2],
      [0, 2],
      [0, 2],
    ),
  ]);
  const segment = (type: number, flags: number, start: number, end: number): Buffer =>
    wide
      ? numbers(
          machine,
          [type, 4],
          [flags, 4],
          [start, 8],
          [BASE + start, 8],
          [0, 8],
          [end - start, 8],
          [end - start, 8],
          [4096, 8],
        )
      : numbers(
          machine,
          [type, 4],
          [start, 4],
          [BASE + start, 4],
          [0, 4],
          [end - start, 4],
          [end - start, 4],
          [flags, 4],
          [4096, 4],
        );
  // The stack has an entry too, and is not in the file.
  const segments = [segment(0x6474e551, 6, 0, 0), segment(1, 5, 0, DATA_AT), segment(1, 6, DATA_AT, REST_AT)];
  return file(Buffer.concat([head, ...segments]), parts);
}

/** https://learn.microsoft.com/en-us/windows/win32/debug/pe-format */
export function pe(parts: Parts, { bits, order }: Machine = AMD64, last = '.rsrc'): Buffer {
  const optional = bits === 64 ? 240 : 224;
  const start = Buffer.alloc(0x80);
  start.write('MZ');
  start.writeUInt32LE(0x80, 0x3c);
  const fileHeader = numbers({ order }, [0x4550, 4], [0x8664, 2], [3, 2], [0, 4], [0, 4], [0, 4], [optional, 2], [0, 2]);
  const optionalHeader = Buffer.alloc(optional);
  optionalHeader.writeUInt16LE(bits === 64 ? 0x20b : 0x10b);
  optionalHeader.writeUInt32LE(BASE, bits === 64 ? 24 : 28);
  const section = (name: string, flags: number, offset: number, size: number): Buffer =>
    Buffer.concat([
      Buffer.from(name.padEnd(8, '\0')),
      numbers({ order }, [size, 4], [offset, 4], [size, 4], [offset, 4], [0, 4], [0, 4], [0, 4], [flags, 4]),
    ]);
  const sections = [
    section('.rdata', 0x4000_0040, TEXTS_AT, DATA_AT - TEXTS_AT),
    section('.data', 0xc000_0040, DATA_AT, REST_AT - DATA_AT),
    section(last, 0x4000_0040, REST_AT, parts.rest?.length ?? 0),
  ];
  return file(Buffer.concat([start, fileHeader, optionalHeader, ...sections]), parts);
}

/** https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
export function machO(parts: Parts, machine: Machine = AMD64, last = '__linkedit'): Buffer {
  const wide = machine.bits === 64;
  const word = wide ? 8 : 4;
  const name = (text: string): Buffer => Buffer.from(text.padEnd(16, '\0'));
  const segment = (
    title: string,
    protection: number,
    place: readonly [start: number, end: number],
    sections: readonly Buffer[],
  ): Buffer => {
    const [start, end] = place;
    const size = (wide ? 72 : 56) + sections.length * (wide ? 80 : 68);
    return Buffer.concat([
      numbers(machine, [wide ? 0x19 : 1, 4], [size, 4]),
      name(title),
      numbers(machine, [BASE + start, word], [end - start, word], [start, word], [end - start, word]),
      numbers(machine, [7, 4], [protection, 4], [sections.length, 4], [0, 4]),
      ...sections,
    ]);
  };
  const rest = parts.rest?.length ?? 0;
  const section = Buffer.concat([
    name(last),
    name('__DATA'),
    numbers(machine, [BASE + REST_AT, word], [rest, word], [REST_AT, 4]),
    Buffer.alloc(wide ? 28 : 24),
  ]);
  const commands = [
    // A command of another kind, the identity of the build.
    numbers(machine, [0x1b, 4], [24, 4], [1, 8], [2, 8]),
    segment('__TEXT', 5, [0, DATA_AT], []),
    segment('__DATA', 3, [DATA_AT, REST_AT], []),
    segment('__LINKEDIT', 1, [REST_AT, REST_AT + rest], [section]),
  ];
  const all = Buffer.concat(commands);
  const head = numbers(
    machine,
    [wide ? 0xfeedfacf : 0xfeedface, 4],
    [7, 4],
    [3, 4],
    [2, 4],
    [commands.length, 4],
    [all.length, 4],
    [0, 4],
  );
  return file(Buffer.concat([head, Buffer.alloc(wide ? 4 : 0), all]), parts);
}

/** A file for two processors: https://github.com/apple-oss-distributions/cctools/blob/main/include/mach-o/fat.h */
export function fat(programs: readonly Buffer[], magic: 0xcafebabe | 0xcafebabf = 0xcafebabe): Buffer {
  const size = magic === 0xcafebabe ? 4 : 8;
  let offset = 0x4000;
  const entries = programs.map((program) => {
    const entry = numbers({ order: 'big' }, [7, 4], [3, 4], [offset, size], [program.length, size], [14, 4]);
    offset += Math.ceil(program.length / 0x4000) * 0x4000;
    return size === 8 ? Buffer.concat([entry, Buffer.alloc(4)]) : entry;
  });
  const whole = Buffer.alloc(offset);
  Buffer.concat([numbers({ order: 'big' }, [magic, 4], [programs.length, 4]), ...entries]).copy(whole);
  let at = 0x4000;
  for (const program of programs) {
    program.copy(whole, at);
    at += Math.ceil(program.length / 0x4000) * 0x4000;
  }
  return whole;
}

/** Bytes in which things lie at their places. */
export function laid(...things: readonly (readonly [at: number, bytes: Buffer])[]): Buffer {
  const whole = Buffer.alloc(Math.max(...things.map(([at, bytes]) => at + bytes.length)));
  for (const [at, bytes] of things) bytes.copy(whole, at);
  return whole;
}
