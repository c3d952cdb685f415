import { isUtf8 } from 'node:buffer';

/** What a tar says of one entry. */
export interface Entry {
  /** As written; see `cleanPath`. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  /** The file's size in bytes. */
  readonly size: number;
  /** Bytes that follow the header: not the size where the entry is a link or a sparse file. */
  readonly dataSize: number;
  /** Where a link leads. */
  readonly linkPath: string;
  /** Why the file's bytes are not handed over, where they are not. */
  readonly unreadable?: string;
}

/** What a header introduces: an entry, or words about the entries that follow it. */
export type EntryKind = 'entry' | 'pax' | 'pax-global' | 'gnu-path' | 'gnu-link';

const KINDS: Readonly<Record<string, EntryKind>> = { x: 'pax', X: 'pax', g: 'pax-global', L: 'gnu-path', K: 'gnu-link' };
const TYPES: Readonly<Record<string, Entry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};

export function entryKind(header: Buffer): EntryKind {
  return KINDS[typeFlag(header)] ?? 'entry';
}

export function typeFlag(header: Buffer): string {
  return header.toString('latin1', 156, 157);
}

export function isZeroBlock(header: Buffer): boolean {
  return header[0] === 0 && header.every((byte) => byte === 0);
}

/** The sum of all bytes, its own field taken as spaces. Old writers summed signed bytes. */
export function checksumHolds(header: Buffer): boolean {
  const expected = octal(header, 148, 8);
  let unsigned = 8 * 0x20;
  let signed = 8 * 0x20;
  for (let at = 0; at < header.length; at += 1) {
    if (at === 148) at = 156;
    const byte = header[at] ?? 0;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return expected === unsigned || expected === signed;
}

/** Reads a header, with what extended headers said of it. Throws an Error where its size is not one. */
export function parseHeader(header: Buffer, extensions: ReadonlyMap<string, string>): Entry {
  const type = TYPES[typeFlag(header)] ?? 'other';
  const path = extensions.get('path') ?? ustarPath(header);
  const stored = sizeIn(header, extensions.get('size'));
  if (!Number.isSafeInteger(stored) || stored < 0) throw new Error(`the size of "${path}" is not a number`);
  // Links, devices, folders and pipes have no data, whatever their size field says.
  // Version 7 has no folders: a file whose name ends in a slash is one. With the flag of a file it is a file, to every runtime.
  const isOldFolder = typeFlag(header) === '\0' && path.endsWith('/');
  const hasData = !isOldFolder && !'123456'.includes(typeFlag(header));
  return {
    type: isOldFolder ? 'directory' : type,
    path,
    size: stored,
    dataSize: hasData ? stored : 0,
    linkPath: extensions.get('linkpath') ?? text(header, 157, 100),
  };
}

function sizeIn(header: Buffer, word: string | undefined): number {
  if (word === undefined) return numberAt(header, 124, 12);
  return /^[0-9]+$/.test(word) ? Number(word) : Number.NaN;
}

function ustarPath(header: Buffer): string {
  const name = text(header, 0, 100);
  // GNU's own format keeps times where POSIX keeps the prefix.
  const posix = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = posix ? text(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function text(header: Buffer, at: number, length: number): string {
  const end = header.indexOf(0, at);
  return decodeName(header.subarray(at, end < 0 || end > at + length ? at + length : end));
}

/**
 * The characters of a name or of a link's target. Nothing says that they are UTF-8; in a name that is not, each byte that is not ASCII is
 * written as `\xe9`, so that two names stay two.
 */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}

/** Octal digits, or base 256 where the first bit is set. */
export function numberAt(header: Buffer, at: number, length: number): number {
  const first = header[at] ?? 0;
  if ((first & 0x80) === 0) return octal(header, at, length);
  // Negative, in two's complement: no size is.
  if ((first & 0x40) !== 0) return Number.NaN;
  let value = first & 0x3f;
  for (let byte = at + 1; byte < at + length; byte += 1) value = value * 256 + (header[byte] ?? 0);
  return value;
}

function octal(header: Buffer, at: number, length: number): number {
  const digits = header
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  if (digits === '') return 0;
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/**
 * A path as it stands in the image: no leading slash, no `.`, no empty parts. Undefined for the root, and for a path that climbs
 * out with `..`, which no honest layer holds.
 */
export function cleanPath(path: string): string | undefined {
  if (!/(?:^|\/)(?:\.{0,2})(?:\/|$)/.test(path)) return path;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 || parts.includes('..') ? undefined : parts.join('/');
}
