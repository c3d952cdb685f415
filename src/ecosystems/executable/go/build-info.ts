import { Gathered } from '../gathered.ts';
import { fieldsOf } from '../fields.ts';

/*
 * What Go's linker writes of a build: https://github.com/golang/go/blob/master/src/debug/buildinfo/buildinfo.go
 * A header of 32 bytes, aligned to 16; then, since Go 1.18, the version of Go and the modules, each a text behind its length. Older
 * programs have the addresses of the two in the header.
 */

export const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
export const ALIGNMENT = 16;

const HEADER_LENGTH = 32;
const POINTER_SIZE_AT = 14;
const FLAGS_AT = 15;
const POINTERS_AT = 16;
const BIG_ENDIAN = 1;
const INLINE = 2;

/** What frames the modules' text on either side, so that it can be found without an address. */
export const FRAME_START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
export const FRAME_END = Buffer.from('f932433186182072008242104116d8f2', 'hex');

/** Longer than any version of Go, with its experiments. */
const LONGEST_VERSION = 1024;
/** A hundred times what the largest programs have. */
export const LARGEST_MODULES = 4 * 1024 * 1024;

/** What a build's header leads to, where the texts follow it. */
export interface BuildInfo {
  /** The version of Go as it writes it: `go1.26.0 X:nodwarf5`. */
  readonly version: string;
  /** The modules, one a line; empty where the program was built without. */
  readonly modules: string;
}

/** What an older header holds: where in memory the two texts are told. */
export interface Pointers {
  readonly version: number;
  readonly modules: number;
  readonly size: 4 | 8;
  readonly order: 'little' | 'big';
}

export type Header =
  | { readonly kind: 'inline'; readonly info: BuildInfo }
  | { readonly kind: 'pointers'; readonly pointers: Pointers };

/** What was made of some bytes: more are needed, or this is no header. */
type Decoded = Header | { readonly kind: 'more'; readonly length: number } | { readonly kind: 'none' };

const NONE = { kind: 'none' } as const;

/** One place of a file where the magic bytes are, which may be a header, or a program's own text. */
export class Candidate {
  readonly #gathered = new Gathered(HEADER_LENGTH + LONGEST_VERSION + LARGEST_MODULES + 32);
  #wanted = HEADER_LENGTH;
  #decoded: Decoded = { kind: 'more', length: HEADER_LENGTH };

  /** Takes the bytes that follow. False where nothing more is wanted. */
  take(bytes: Uint8Array): boolean {
    this.#gathered.add(bytes);
    while (this.#decoded.kind === 'more' && this.#gathered.bytes.length >= this.#wanted) {
      this.#decoded = decode(this.#gathered.bytes);
      if (this.#decoded.kind === 'more') this.#wanted = this.#decoded.length;
    }
    return this.#decoded.kind === 'more';
  }

  get header(): Header | undefined {
    return this.#decoded.kind === 'inline' || this.#decoded.kind === 'pointers' ? this.#decoded : undefined;
  }

  /** Whether the program ended before a header that had begun well. */
  get isCutOff(): boolean {
    return this.#decoded.kind === 'more' && this.#wanted > HEADER_LENGTH + LONGEST_LENGTH;
  }
}

function decode(bytes: Buffer): Decoded {
  const size = bytes[POINTER_SIZE_AT];
  const flags = bytes[FLAGS_AT] ?? 0xff;
  if (flags === 0 || flags === BIG_ENDIAN) return size === 4 || size === 8 ? pointersOf(bytes, size, flags) : NONE;
  return (flags & ~BIG_ENDIAN) === INLINE ? decodeInline(bytes) : NONE;
}

function pointersOf(bytes: Buffer, size: 4 | 8, flags: number): Header {
  const order = flags === BIG_ENDIAN ? 'big' : 'little';
  const fields = fieldsOf(bytes, order);
  const pointers = {
    version: fields.number(POINTERS_AT, size),
    modules: fields.number(POINTERS_AT + size, size),
    size,
    order,
  } as const;
  return { kind: 'pointers', pointers };
}

function decodeInline(bytes: Buffer): Decoded {
  const version = textAt(bytes, HEADER_LENGTH, LONGEST_VERSION);
  if (version.kind !== 'text') return version;
  if (!isVersion(bytes, version.text.toString('latin1'))) return NONE;
  const modules = textAt(bytes, version.end, LARGEST_MODULES);
  if (modules.kind !== 'text') return modules;
  return { kind: 'inline', info: { version: version.text.toString(), modules: unframed(modules.text) } };
}

/**
 * Whether a header goes on as one. A program that looks for headers has the magic bytes among its texts, where other texts follow them;
 * in a header the place of the addresses is empty. The version itself may be whatever its builder chose, as `unknown`.
 */
function isVersion(bytes: Buffer, version: string): boolean {
  return bytes.subarray(POINTERS_AT, HEADER_LENGTH).every((byte) => byte === 0) && /^[\x20-\x7e]+$/.test(version);
}

/** Takes the modules' text out of its frame, as Go does; a text without a frame tells nothing. */
export function unframed(text: Buffer): string {
  const isFramed = text.length >= 33 && text[text.length - 17] === 0x0a;
  return isFramed ? text.subarray(FRAME_START.length, -FRAME_END.length).toString() : '';
}

/** The most bytes of a length, seven bits in each: 2^28 is beyond anything that is taken. */
const LONGEST_LENGTH = 4;

type Text = { readonly kind: 'text'; readonly text: Buffer; readonly end: number };

/** A text behind its length. */
function textAt(bytes: Buffer, start: number, longest: number): Text | Exclude<Decoded, Header> {
  let length = 0;
  let at = start;
  for (; ; at += 1) {
    if (at - start === LONGEST_LENGTH) return NONE;
    const byte = bytes[at];
    if (byte === undefined) return { kind: 'more', length: at + 1 };
    length += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) break;
  }
  const end = at + 1 + length;
  if (length > longest) return NONE;
  return end > bytes.length ? { kind: 'more', length: end } : { kind: 'text', text: bytes.subarray(at + 1, end), end };
}
