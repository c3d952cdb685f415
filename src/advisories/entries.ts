import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, gunzip, inflateRawSync } from 'node:zlib';
import type { Archive, ArchiveEntry } from './archive.ts';
import { FileWindow } from './window.ts';

/** What became of one entry: its bytes, or why it could not be read. */
export type ArchiveFile = { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly fault: string };

/** An entry with its bytes as they lie in the archive. */
interface Packed {
  readonly entry: ArchiveEntry;
  readonly data: Buffer;
}

type Read = Packed | Extract<ArchiveFile, { fault: string }>;

/** Bytes. The largest record is some megabytes: a kernel erratum that names every subpackage. */
const LARGEST_ENTRY = 32 * 1024 * 1024;
const LOCAL_HEADER = 30;
/** Bytes that are unpacked in one call, and entries. */
const BATCH = 2 * 1024 * 1024;
const BATCH_ENTRIES = 1024;
/** A gzip header that says nothing: https://www.rfc-editor.org/rfc/rfc1952#page-5 */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const GZIP_TRAILER = 8;

const unzip = promisify(gunzip);

/**
 * Reads the entries in the order in which they lie, each verified by its size and its CRC-32. One that is broken is told as a fault; the
 * others go on. What is handed out is only valid until the next is asked for.
 */
export async function* readEntries(archive: Archive, signal: AbortSignal): AsyncGenerator<ArchiveFile> {
  const handle = await open(archive.path);
  try {
    const window = new FileWindow(handle);
    let ahead: Promise<readonly ArchiveFile[]> | undefined;
    for (const batch of batchesOf(archive.entries)) {
      signal.throwIfAborted();
      const read: Read[] = [];
      for (const entry of batch) read.push(await readPacked(window, entry));
      // One batch is unpacked elsewhere while the one before it is looked at here.
      const unpacking = unpackAll(read);
      if (ahead !== undefined) yield* await ahead;
      ahead = unpacking;
    }
    if (ahead !== undefined) yield* await ahead;
  } finally {
    await handle.close();
  }
}

function* batchesOf(entries: readonly ArchiveEntry[]): Generator<readonly ArchiveEntry[]> {
  let batch: ArchiveEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Math.max(entry.size, entry.compressedSize);
    if (batch.length > 0 && (batch.length === BATCH_ENTRIES || bytes + size > BATCH)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function readPacked(window: FileWindow, entry: ArchiveEntry): Promise<Read> {
  try {
    if (Math.max(entry.size, entry.compressedSize) > LARGEST_ENTRY) throw new Error(`it is ${String(entry.size)} bytes long`);
    const header = await window.at(entry.offset, LOCAL_HEADER);
    if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('its header is damaged');
    const data = entry.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
    return { entry, data: await window.at(data, entry.compressedSize) };
  } catch (error) {
    return { name: entry.name, fault: error instanceof Error ? error.message : String(error) };
  }
}

/** Unpacks a batch at once, and one by one where not all of it is as it should be: then it is told which is broken. */
async function unpackAll(read: readonly Read[]): Promise<readonly ArchiveFile[]> {
  const deflated = read.filter((one): one is Packed => 'entry' in one && isPlain(one.entry));
  const contents = await unpackTogether(deflated).catch(() => undefined);
  return read.map((one) => {
    if ('fault' in one) return one;
    const bytes = contents?.get(one);
    return bytes === undefined ? unpackAlone(one) : { name: one.entry.name, bytes };
  });
}

function isPlain(entry: ArchiveEntry): boolean {
  return entry.method === 8 && !entry.encrypted;
}

/**
 * A zip's deflated entry and a gzip member hold the same, so that a row of entries makes one gzip file, which zlib unpacks and verifies in
 * one go: an inflater for each of 250,000 small entries takes longer than all the rest, and memory that is only freed much later.
 */
async function unpackTogether(packed: readonly Packed[]): Promise<ReadonlyMap<Packed, Buffer>> {
  const total = packed.reduce((sum, { entry }) => sum + entry.size, 0);
  const pieces = packed.flatMap(({ entry, data }) => [GZIP_HEADER, data, trailerOf(entry)]);
  const unpacked =
    packed.length === 0
      ? Buffer.alloc(0)
      : await unzip(Buffer.concat(pieces), { chunkSize: Math.max(total, 64), maxOutputLength: total });
  if (unpacked.length !== total) throw new Error('it unpacks to another size');
  const contents = new Map<Packed, Buffer>();
  let at = 0;
  for (const one of packed) {
    contents.set(one, unpacked.subarray(at, at + one.entry.size));
    at += one.entry.size;
  }
  return contents;
}

function trailerOf(entry: ArchiveEntry): Buffer {
  const trailer = Buffer.alloc(GZIP_TRAILER);
  trailer.writeUInt32LE(entry.crc32, 0);
  trailer.writeUInt32LE(entry.size, 4);
  return trailer;
}

function unpackAlone({ entry, data }: Packed): ArchiveFile {
  try {
    return { name: entry.name, bytes: unpack(entry, data) };
  } catch (error) {
    return { name: entry.name, fault: error instanceof Error ? error.message : String(error) };
  }
}

function unpack(entry: ArchiveEntry, data: Buffer): Buffer {
  if (entry.encrypted) throw new Error('it is encrypted');
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`its compression method ${String(entry.method)} is not known`);
  const bytes = entry.method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(entry.size, 1) });
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc32) throw new Error('its checksum is wrong');
  return bytes;
}
