import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { ScanError } from '../../model/errors.ts';
import { toFault } from '../fault.ts';
import { unusable } from '../database/sqlite.ts';
import { beginningOf } from './sqlite.ts';

/** How a frame of zstd begins, and one that is to be skipped: https://www.rfc-editor.org/rfc/rfc8878#section-3.1 */
const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
/** Bytes. A whole database is some gigabytes. */
const LARGEST = 64 * 1024 ** 3;

interface UnpackPorts {
  /** A folder on this run's own disk. */
  scratch(): Promise<string>;
  readonly signal: AbortSignal;
  /** The most bytes of a database; some gigabytes are usual. */
  readonly largest?: number;
}

/**
 * The path of the database itself: of the file at this path, unpacked into the scratch folder where it is compressed with zstd, as
 * clair-action publishes it. Throws `DATABASE_UNUSABLE` where it is damaged or too large, and `DISK_FULL`.
 */
export async function unpackedDatabase(path: string, ports: UnpackPorts): Promise<string> {
  const beginning = await beginningOf(path, 4);
  const magic = beginning.length < 4 ? 0 : beginning.readUInt32LE(0);
  if (magic !== FRAME && (magic & 0xfffffff0) >>> 0 !== SKIPPABLE) return path;
  const target = join(await ports.scratch(), `${randomUUID()}.db`);
  try {
    await unpack(path, target, ports);
    return target;
  } catch (error) {
    await rm(target, { force: true });
    ports.signal.throwIfAborted();
    const fault = toFault(error);
    throw fault instanceof ScanError ? fault : unusable(path, `what is packed in it is damaged (${fault.message})`, error);
  }
}

/** One frame after the other, because Node's decompressor ends after the first without a word. */
async function unpack(path: string, target: string, { signal, largest = LARGEST }: UnpackPorts): Promise<void> {
  const { size } = await stat(path);
  const room = { bytes: largest };
  for (let at = 0; at < size; ) {
    const frame = createZstdDecompress();
    const output = createWriteStream(target, { flags: at === 0 ? 'wx' : 'a' });
    await pipeline(createReadStream(path, { start: at }), frame, bounded(path, room), output, { signal });
    if (frame.bytesWritten === 0) throw unusable(path, 'what is packed in it is damaged');
    at += frame.bytesWritten;
  }
}

function bounded(path: string, room: { bytes: number }): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done): void {
      room.bytes -= chunk.length;
      if (room.bytes < 0) done(unusable(path, 'it is larger than any database can be'));
      else done(null, chunk);
    },
  });
}
