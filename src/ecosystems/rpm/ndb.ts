import { adler32 } from './adler32.ts';

/*
 * A reader of rpm's own "new database", which SUSE uses. The format is told in rpm's sources alone:
 * https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c
 *
 * The file begins with slots, each of which says in which blocks of the file a package's header lies. All numbers are little-endian.
 */

// "RpmP", "Slot", "BlbS" and "BlbE", read as numbers.
const MAGIC = 0x506d7052;
const SLOT_MAGIC = 0x746f6c53;
const BLOB_START = 0x53626c42;
const BLOB_END = 0x45626c42;

const HEADER_LENGTH = 32;
const PAGE_SIZE = 4096;
const SLOT_LENGTH = 16;
const BLOCK_SIZE = 16;
const BLOB_HEAD_LENGTH = 16;
const BLOB_TAIL_LENGTH = 12;

/** Where a header lies, as its slot says. */
interface Slot {
  readonly package: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The header of every package. A string in place of one says why it could not be read. Throws an Error where the file is no such
 * database.
 */
export function* readNdb(bytes: Uint8Array): Generator<Uint8Array | string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_LENGTH || view.getUint32(0, true) !== MAGIC) throw new Error('it is not an NDB database.');
  const version = view.getUint32(4, true);
  if (version !== 0) throw new Error(`it is an NDB database of the unknown version ${version}.`);
  const slotsEnd = view.getUint32(12, true) * PAGE_SIZE;
  if (slotsEnd === 0 || slotsEnd > bytes.length) throw new Error('its slots are cut off.');
  // Headers do not overlap: slots that share their blocks would multiply them.
  let room = bytes.length;
  for (let at = HEADER_LENGTH; at < slotsEnd; at += SLOT_LENGTH) {
    const slot = readSlot(view, at);
    if (slot === undefined) continue;
    if (typeof slot === 'string') {
      yield slot;
      continue;
    }
    room -= slot.end - slot.start;
    if (room < 0) throw new Error('its slots share their blocks.');
    yield readBlob(view, slot);
  }
}

/** A slot, or what is wrong with it; undefined where it is free. */
function readSlot(view: DataView, at: number): Slot | string | undefined {
  if (view.getUint32(at, true) !== SLOT_MAGIC) return 'a slot is broken.';
  const start = view.getUint32(at + 8, true) * BLOCK_SIZE;
  if (start === 0) return undefined;
  const end = start + view.getUint32(at + 12, true) * BLOCK_SIZE;
  if (end > view.byteLength) return 'a header is not in the file.';
  return { package: view.getUint32(at + 4, true), start, end };
}

/** A header between its head and its tail, both of which tell its length, or what is wrong with it. */
function readBlob(view: DataView, { package: number, start, end }: Slot): Uint8Array | string {
  if (end - start < BLOB_HEAD_LENGTH + BLOB_TAIL_LENGTH) return 'a header has too few blocks.';
  const tail = end - BLOB_TAIL_LENGTH;
  const isMarked = view.getUint32(start, true) === BLOB_START && view.getUint32(tail + 8, true) === BLOB_END;
  if (!isMarked || view.getUint32(start + 4, true) !== number) return 'a slot leads to something else than its header.';
  const length = view.getUint32(start + 12, true);
  const blocks = Math.ceil((BLOB_HEAD_LENGTH + length + BLOB_TAIL_LENGTH) / BLOCK_SIZE);
  if (view.getUint32(tail + 4, true) !== length || blocks * BLOCK_SIZE !== end - start) return 'a header contradicts its length.';
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (adler32(bytes.subarray(start, tail)) !== view.getUint32(tail, true)) return 'a header contradicts its checksum.';
  return bytes.subarray(start + BLOB_HEAD_LENGTH, start + BLOB_HEAD_LENGTH + length);
}
