import { open } from 'node:fs/promises';
import { callbackify } from 'node:util';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import { FileWindow } from './window.ts';

/** A zip file whose central directory was read: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export interface Archive {
  readonly path: string;
  /** In the order in which their data lies in the file, so that it is read from its beginning to its end. */
  readonly entries: readonly ArchiveEntry[];
}

export interface ArchiveEntry {
  readonly name: string;
  readonly offset: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc32: number;
  /** 0 is stored, 8 is deflated. */
  readonly method: number;
  readonly encrypted: boolean;
}

/** What became of one entry: its bytes, or why it could not be read. */
export type ArchiveFile = { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly fault: string };

/** The largest export has some 250,000 records. */
const MOST_ENTRIES = 1_000_000;
/** The largest record is some megabytes: a kernel erratum that names every subpackage. */
const LARGEST_ENTRY = 32 * 1024 * 1024;
const LOCAL_HEADER = 30;

/** Reads the central directory. Throws an Error whose message completes "… is not a usable zip file: ". */
export async function openArchive(path: string): Promise<Archive> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const reader = new WindowReader(new FileWindow(handle));
    // Sizes are checked as each entry is read: one that is wrong must not cost the others.
    const zip = await fromRandomAccessReaderPromise(reader, size, { autoClose: false, validateEntrySizes: false });
    if (zip.entryCount > MOST_ENTRIES) throw new Error(`it claims to hold ${String(zip.entryCount)} files`);
    const entries: ArchiveEntry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('.json')) entries.push(toEntry(entry));
    }
    // An export without a record is a fault of the server's; taken at its word, it would clear every image.
    if (entries.length === 0) throw new Error('it holds no records');
    return { path, entries: entries.sort((a, b) => a.offset - b.offset) };
  } finally {
    await handle.close();
  }
}

/** Reads the entries, each verified by its size and its CRC-32. One that is broken is told as a fault; the others go on. */
export async function* readEntries(archive: Archive, signal: AbortSignal): AsyncGenerator<ArchiveFile> {
  const handle = await open(archive.path);
  try {
    const window = new FileWindow(handle);
    for (const entry of archive.entries) {
      signal.throwIfAborted();
      yield await readEntry(window, entry);
    }
  } finally {
    await handle.close();
  }
}

async function readEntry(window: FileWindow, entry: ArchiveEntry): Promise<ArchiveFile> {
  try {
    return { name: entry.name, bytes: unpack(entry, await packed(window, entry)) };
  } catch (error) {
    return { name: entry.name, fault: error instanceof Error ? error.message : String(error) };
  }
}

async function packed(window: FileWindow, entry: ArchiveEntry): Promise<Buffer> {
  if (Math.max(entry.size, entry.compressedSize) > LARGEST_ENTRY) throw new Error(`it is ${String(entry.size)} bytes long`);
  const header = await window.at(entry.offset, LOCAL_HEADER);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new Error('its header is damaged');
  const data = entry.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28);
  return window.at(data, entry.compressedSize);
}

function unpack(entry: ArchiveEntry, data: Buffer): Buffer {
  if (entry.encrypted) throw new Error('it is encrypted');
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`its compression method ${String(entry.method)} is not known`);
  // The synchronous call is on purpose: a stream for each of 60,000 small entries takes longer than all the rest.
  const bytes = entry.method === 0 ? data : inflateRawSync(data, { maxOutputLength: Math.max(entry.size, 1) });
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc32) throw new Error('its checksum is wrong');
  return bytes;
}

function toEntry(entry: Entry): ArchiveEntry {
  return {
    name: entry.fileName,
    offset: entry.relativeOffsetOfLocalHeader,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
  };
}

/** Hands yauzl the central directory through a window, because it asks for it in pieces of 46 bytes. */
class WindowReader extends RandomAccessReader {
  override readonly read: RandomAccessReader['read'];

  constructor(window: FileWindow) {
    super();
    this.read = callbackify(async (target: Buffer, offset: number, length: number, position: number) => {
      const bytes = await window.at(position, length);
      bytes.copy(target, offset);
    });
  }
}
