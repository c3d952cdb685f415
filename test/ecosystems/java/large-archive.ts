// Streams a large archive that is made as it goes by, and prints what was read of it and the most memory that this took.
import process from 'node:process';
import { crc32 } from 'node:zlib';
import { JAVA_ARCHIVES } from '../../../src/ecosystems/java/reader.ts';
import { jarOf, pomEntry } from '../../support/jar.ts';
import { PATH } from './reading.ts';

const CHUNK = 64 * 1024;
const chunk = Buffer.alloc(CHUNK);
for (let at = 0; at < CHUNK; at += 1) chunk[at] = Math.imul(at, 2654435761) >>> 24;

/** What stands before and after so many bytes of an archive's first entry, which do not fit in memory. */
function around(name: string, size: number, crc: number): readonly [before: Buffer, after: Buffer] {
  const at = 30 + name.length;
  const jar = jarOf(
    [
      { name, stored: true, absent: size, crc },
      { ...pomEntry('g', name, '1'), offset: at + size },
    ],
    { end: (record) => record.writeUInt32LE(record.readUInt32LE(16) + size, 16) },
  );
  return [jar.subarray(0, at), jar.subarray(at)];
}

function* inner(size: number): Generator<Buffer> {
  const [before, after] = around('noise.bin', size, 0);
  yield before;
  for (let left = size; left > 0; left -= CHUNK) yield chunk.subarray(0, Math.min(left, CHUNK));
  yield after;
}

const size = Number(process.argv[2]);
let crc = 0;
let innerSize = 0;
for (const piece of inner(size)) {
  crc = crc32(piece, crc);
  innerSize += piece.length;
}
const [before, after] = around('inner.jar', innerSize, crc);
const stream = JAVA_ARCHIVES.begin({ path: PATH, size: before.length + innerSize + after.length });
stream.write(before);
for (const piece of inner(size)) stream.write(piece);
stream.write(after);
process.stdout.write(JSON.stringify({ content: stream.end(), peak: process.resourceUsage().maxRSS * 1024 }));
