/*
 * The header of an installed package: https://rpm-software-management.github.io/rpm/manual/format_header.html
 * Here, as in rpm's database, it comes without the magic bytes that it has in a package file.
 */

/** The fields of a header that a scan uses, by their tag numbers: https://rpm-software-management.github.io/rpm/manual/tags.html */
const TAGS = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  arch: 1022,
  sourceRpm: 1044,
  modularityLabel: 5096,
} as const;

/** The fields of a header that tell the package's files. */
export const FILE_TAGS = {
  /** Whole paths, as rpm wrote them until 1999. */
  oldPaths: 1027,
  folderIndexes: 1116,
  names: 1117,
  folders: 1118,
} as const;

/** What a header says of its package. A field that the package does not have is undefined. */
export type RpmFields = { readonly [Field in keyof typeof TAGS]: string | undefined };

/** A header whose index was read, and whose values were not yet. */
export interface Header {
  readonly index: ReadonlyMap<number, Entry>;
  /** What the index's offsets count in. */
  readonly data: Uint8Array;
}

/** One line of the header's index. */
export interface Entry {
  readonly type: number;
  /** Where the value begins, counted from the start of the data. */
  readonly offset: number;
  readonly count: number;
}

const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;

const ENTRY_LENGTH = 16;
const WANTED: ReadonlySet<number> = new Set([...Object.values(TAGS), ...Object.values(FILE_TAGS)]);

// A name may begin with what elsewhere marks the encoding.
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads a header's index. Throws an Error where it promises more than its bytes hold. */
export function openHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new Error('a header is too short.');
  const entries = view.getUint32(0);
  const dataLength = view.getUint32(4);
  const dataStart = 8 + entries * ENTRY_LENGTH;
  if (dataStart + dataLength > bytes.length) throw new Error('a header is cut off.');
  return { index: readIndex(view, entries), data: bytes.subarray(dataStart, dataStart + dataLength) };
}

function readIndex(view: DataView, entries: number): ReadonlyMap<number, Entry> {
  const index = new Map<number, Entry>();
  for (let at = 8; at < 8 + entries * ENTRY_LENGTH; at += ENTRY_LENGTH) {
    const tag = view.getUint32(at);
    // What was added when the package was installed comes last, and never replaces what the package itself says.
    if (!WANTED.has(tag) || index.has(tag)) continue;
    index.set(tag, { type: view.getUint32(at + 4), offset: view.getUint32(at + 8), count: view.getUint32(at + 12) });
  }
  return index;
}

/** Reads what a header says of its package. Throws an Error where a field is not what it should be. */
export function readFields(header: Header): RpmFields {
  const field = (tag: number): string | undefined => readValue(header.data, header.index.get(tag));
  return {
    name: field(TAGS.name),
    version: field(TAGS.version),
    release: field(TAGS.release),
    epoch: field(TAGS.epoch),
    vendor: field(TAGS.vendor),
    arch: field(TAGS.arch),
    sourceRpm: field(TAGS.sourceRpm),
    modularityLabel: field(TAGS.modularityLabel),
  };
}

/** The first value of an entry, as text. */
function readValue(data: Uint8Array, entry: Entry | undefined): string | undefined {
  if (entry === undefined || entry.count === 0) return undefined;
  switch (entry.type) {
    case INT32:
      return String(readIntegers(data, { ...entry, count: 1 }).getUint32(0));
    case STRING:
    case STRING_ARRAY:
    case I18N_STRING:
      return DECODER.decode(data.subarray(entry.offset, endOfTexts(data, entry.offset, 1)));
    default:
      throw new Error(`a header has a field of the unexpected type ${entry.type}.`);
  }
}

/** An entry's numbers: four bytes each, big-endian, without a sign. Throws an Error where they are none, or are cut off. */
export function readIntegers(data: Uint8Array, { type, offset, count }: Entry): DataView {
  if (type !== INT32) throw new Error(`a header has a field of the unexpected type ${type}.`);
  if (offset + count * 4 > data.length) throw new Error('a header is cut off.');
  return new DataView(data.buffer, data.byteOffset + offset, count * 4);
}

/** An entry's texts, with a zero between each two. Throws an Error where they are none, or are cut off. */
export function readTexts(data: Uint8Array, { type, offset, count }: Entry): string {
  if (type !== STRING && type !== STRING_ARRAY) throw new Error(`a header has a field of the unexpected type ${type}.`);
  return DECODER.decode(data.subarray(offset, endOfTexts(data, offset, count)));
}

/** Where the last of so many texts ends, of which each has a zero behind it. */
function endOfTexts(data: Uint8Array, offset: number, count: number): number {
  let end = offset - 1;
  for (let left = count; left > 0; left -= 1) {
    end = data.indexOf(0, end + 1);
    if (end === -1) throw new Error('a header has a text without an end.');
  }
  return end;
}
