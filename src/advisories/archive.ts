import { open } from 'node:fs/promises';
import { callbackify } from 'node:util';
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

/** The largest export has some 250,000 records. */
const MOST_ENTRIES = 1_000_000;

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
