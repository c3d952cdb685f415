import { BASE, DATA_AT, laid, type Machine, AMD64, numbers, type Parts, TEXTS_AT } from './executables.ts';

/** What a build writes into a program. */
export interface Build {
  readonly version: string;
  readonly modules: string;
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');

/** A text in its frame; none where it is empty. */
export function framed(modules: string): Buffer {
  if (modules === '') return Buffer.alloc(0);
  const frame = (hex: string): Buffer => Buffer.from(hex, 'hex');
  return Buffer.concat([
    frame('3077af0c9274080241e1c107e6d618e6'),
    Buffer.from(modules),
    frame('f932433186182072008242104116d8f2'),
  ]);
}

/** https://pkg.go.dev/encoding/binary#PutUvarint */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  return Buffer.from([...bytes, left]);
}

/** The header as Go has written it since 1.18, with the texts behind it. */
export function inlineHeader({ version, modules }: Build, flags = 2): Buffer {
  const texts = [Buffer.from(version), framed(modules)].flatMap((text) => [varint(text.length), text]);
  return Buffer.concat([MAGIC, Buffer.from([8, flags]), Buffer.alloc(16), ...texts]);
}

export function inlineParts(build: Build): Parts {
  return { texts: Buffer.alloc(16), data: inlineHeader(build) };
}

/** How the parts of an older program are arranged. */
export interface Arrangement {
  readonly machine?: Machine;
  /** Where in the data the header lies, and the heads of the two texts. */
  readonly headerAt?: number;
  readonly stringsAt?: number;
}

/** A program as Go made them up to 1.17: the header has addresses of heads of texts. */
export function olderParts(
  { version, modules }: Build,
  { machine = AMD64, headerAt = 0, stringsAt = 0x400 }: Arrangement = {},
): Parts {
  const word = machine.bits === 64 ? 8 : 4;
  const address = (at: number): readonly [number, 4 | 8] => [BASE + at, word];
  const text = framed(modules);
  const header = Buffer.concat([
    MAGIC,
    Buffer.from([word, machine.order === 'big' ? 1 : 0]),
    numbers(machine, address(DATA_AT + stringsAt), address(DATA_AT + stringsAt + 2 * word)),
    Buffer.alloc(16 - 2 * word),
  ]);
  const strings = numbers(machine, address(TEXTS_AT + 0x105), [version.length, word], address(TEXTS_AT + 0x203), [
    text.length,
    word,
  ]);
  return {
    // Texts lie side by side without an end between them.
    texts: laid([0x100, Buffer.from(`bool/${version}go1.2float32`)], [0x203, text]),
    data: laid([headerAt, header], [stringsAt, strings]),
  };
}
