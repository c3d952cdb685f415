import { crc32 } from 'node:zlib';
import type { Advisory, Affected } from '../../model/advisory.ts';

/** What all entries of a record share. */
export type AdvisoryBody = Omit<Advisory, 'affected'>;
/** What an entry says, whatever package and release it says it of. */
export type Coverage = Omit<Affected, 'ecosystem' | 'name'>;

const CHECKSUM = 4;

/** Data as it lies in the database: the CRC-32 of the JSON, and the JSON. SQLite itself does not notice bytes that changed on a disk. */
export function pack(value: AdvisoryBody | Coverage): Uint8Array {
  const text = JSON.stringify(value);
  const bytes = Buffer.allocUnsafe(CHECKSUM + Buffer.byteLength(text));
  bytes.write(text, CHECKSUM);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKSUM)), 0);
  return bytes;
}

/** Throws an Error where a byte has changed since `pack`. */
export function unpackAdvisory(packed: Uint8Array): AdvisoryBody {
  const body: AdvisoryBody = JSON.parse(verified(packed));
  return body;
}

/** Throws an Error where a byte has changed since `pack`. */
export function unpackCoverage(packed: Uint8Array): Coverage {
  const body: Coverage = JSON.parse(verified(packed));
  return body;
}

function verified(packed: Uint8Array): string {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  if (bytes.length < CHECKSUM || crc32(bytes.subarray(CHECKSUM)) !== bytes.readUInt32LE(0)) {
    throw new Error('the checksum of a record is wrong');
  }
  return bytes.toString('utf8', CHECKSUM);
}
