/*
 * The write-ahead log of an SQLite database: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 * Its frames are pages as they are after changes that the database's own file does not have yet.
 */

/** What a log changes in its database. */
export interface Wal {
  readonly pageSize: number;
  /** How many pages the database has with these changes. */
  readonly count: number;
  /** The changed pages by number, which counts from one. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

const MAGIC = 0x377f0682;
const VERSION = 3_007_000;
const HEADER_LENGTH = 32;
const FRAME_HEADER_LENGTH = 24;
/** How much of a header its checksum covers. */
const HEADER_SUMMED = 24;
const FRAME_HEADER_SUMMED = 8;

/** The two running numbers of a checksum. */
type Sums = readonly [number, number];

interface Log {
  readonly view: DataView;
  readonly pageSize: number;
  /** Whether the checksums take the log's words as little-endian. Everything else in it is big-endian. */
  readonly littleEndian: boolean;
}

/**
 * Reads what a log changes: the frames up to the last one that ends a transaction, of those whose salts and checksums are right. What
 * comes after is left over from earlier, or was never finished. Undefined where the log changes nothing, as SQLite takes one whose
 * header is wrong. Throws an Error where its version is unknown.
 */
export function readWal(bytes: Uint8Array): Wal | undefined {
  const log = openLog(bytes);
  if (log === undefined) return undefined;
  const { view, pageSize } = log;
  let sums = sumUp(log, [0, 0], 0, HEADER_SUMMED);
  if (!isAt(view, HEADER_SUMMED, sums)) return undefined;
  const pages = new Map<number, Uint8Array>();
  let pending: (readonly [number, Uint8Array])[] = [];
  let count: number | undefined;
  for (let at = HEADER_LENGTH; at + FRAME_HEADER_LENGTH + pageSize <= bytes.length; at += FRAME_HEADER_LENGTH + pageSize) {
    const page = view.getUint32(at);
    const data = at + FRAME_HEADER_LENGTH;
    sums = sumUp(log, sumUp(log, sums, at, FRAME_HEADER_SUMMED), data, pageSize);
    if (page === 0 || !isAt(view, at + 8, saltsOf(view)) || !isAt(view, at + 16, sums)) break;
    pending.push([page, bytes.subarray(data, data + pageSize)]);
    const size = view.getUint32(at + 4);
    if (size === 0) continue;
    count = size;
    for (const [number, changed] of pending) pages.set(number, changed);
    pending = [];
  }
  return count === undefined ? undefined : { pageSize, count, pages };
}

function openLog(bytes: Uint8Array): Log | undefined {
  if (bytes.length < HEADER_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const pageSize = view.getUint32(8);
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if ((magic & ~1) !== MAGIC || !isPowerOfTwo || pageSize < 512 || pageSize > 65_536) return undefined;
  const version = view.getUint32(4);
  if (version !== VERSION) throw new Error(`its write-ahead log has the unknown version ${version}.`);
  return { view, pageSize, littleEndian: magic === MAGIC };
}

/** The two numbers of the log's header that each of its frames repeats. */
function saltsOf(view: DataView): Sums {
  return [view.getUint32(16), view.getUint32(20)];
}

function isAt(view: DataView, at: number, [first, second]: Sums): boolean {
  return view.getUint32(at) === first && view.getUint32(at + 4) === second;
}

/** Goes on with a checksum over some bytes: https://www.sqlite.org/fileformat2.html#checksum_algorithm */
function sumUp({ view, littleEndian }: Log, [first, second]: Sums, start: number, length: number): Sums {
  let one = first;
  let two = second;
  for (let at = start; at < start + length; at += 8) {
    one = (one + view.getUint32(at, littleEndian) + two) >>> 0;
    two = (two + view.getUint32(at + 4, littleEndian) + one) >>> 0;
  }
  return [one, two];
}

/** Where SQLite puts the log of the database at this path. */
export function walOf(path: string): string {
  return `${path}-wal`;
}
