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

/** What of a header is read. A field that the package does not have is undefined. */
export type RpmHeader = { readonly [Field in keyof typeof TAGS]: string | undefined };

const INT32 = 4;
const STRING = 6;
const STRING_ARRAY = 8;
const I18N_STRING = 9;

const ENTRY_LENGTH = 16;

/** One line of the header's index. */
interface Entry {
  readonly type: number;
  /** Where the value begins, counted from the start of the data. */
  readonly offset: number;
  readonly count: number;
}

/** Reads a header. Throws an Error where it promises more than its bytes hold. */
export function readHeader(bytes: Uint8Array): RpmHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new Error('a header is too short.');
  const entries = view.getUint32(0);
  const dataLength = view.getUint32(4);
  const dataStart = 8 + entries * ENTRY_LENGTH;
  if (dataStart + dataLength > bytes.length) throw new Error('a header is cut off.');
  const index = readIndex(view, entries);
  const data = bytes.subarray(dataStart, dataStart + dataLength);
  const field = (tag: number): string | undefined => readValue(data, index.get(tag));
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

const WANTED: ReadonlySet<number> = new Set(Object.values(TAGS));

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

/** The first value of an entry, as text. */
function readValue(data: Uint8Array, entry: Entry | undefined): string | undefined {
  if (entry === undefined || entry.count === 0) return undefined;
  switch (entry.type) {
    case INT32:
      return String(readInt32(data, entry.offset));
    case STRING:
    case STRING_ARRAY:
    case I18N_STRING:
      return readString(data, entry.offset);
    default:
      throw new Error(`a header has a field of the unexpected type ${entry.type}.`);
  }
}

function readInt32(data: Uint8Array, offset: number): number {
  if (offset + 4 > data.length) throw new Error('a header is cut off.');
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(offset);
}

function readString(data: Uint8Array, offset: number): string {
  const end = data.indexOf(0, offset);
  if (end === -1) throw new Error('a header has a text without an end.');
  return new TextDecoder().decode(data.subarray(offset, end));
}
