import { ELSEWHERE, widen } from './zip64.ts';

/** What the central directory says of one entry. */
export interface CentralHeader {
  readonly name: string;
  /** CRC-32 of what the entry holds. */
  readonly crc: number;
  /** Bytes of data in the archive, and of what they unfold to; undefined where the directory does not tell. */
  readonly dataSize: number | undefined;
  readonly size: number | undefined;
  /** Where its local header is: bytes from the archive's beginning, which is not the file's where something was put before it. */
  readonly offset: number | undefined;
}

/** Bytes of a central header before its name. */
export const CENTRAL_FIXED = 46;

/** Versions of the format end here; bytes that only look like a header have others. */
const LAST_VERSION = 63;

/** Bytes of the central header at a place, of which `CENTRAL_FIXED` are there. Undefined where no header can look like that. */
export function centralLength(bytes: Buffer, at: number): number | undefined {
  if (bytes.readUInt8(at + 6) > LAST_VERSION) return undefined;
  return CENTRAL_FIXED + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
}

/** Reads a central header, of which all bytes are there: APPNOTE 4.3.12. */
export function parseCentral(header: Buffer): CentralHeader {
  const nameEnd = CENTRAL_FIXED + header.readUInt16LE(28);
  const extra = header.subarray(nameEnd, nameEnd + header.readUInt16LE(30));
  const narrow = [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)];
  const [size, dataSize, offset] = widen(narrow, extra);
  return { name: header.toString('utf8', CENTRAL_FIXED, nameEnd), crc: header.readUInt32LE(16), dataSize, size, offset };
}

/** What the last record of an archive says of its central directory. */
export interface DirectoryEnd {
  readonly count: number;
  /** Bytes of the directory, and where it begins, as `CentralHeader.offset`. */
  readonly size: number;
  readonly offset: number;
  /** Whether the archive is spread over several files. */
  readonly split: boolean;
}

export const END_FIXED = 22;
export const END64_FIXED = 56;

/** Reads the end of the central directory: APPNOTE 4.3.16. What does not fit there is in the zip64 record before it. */
export function parseEnd(record: Buffer, wide: DirectoryEnd | undefined): DirectoryEnd {
  const disk = record.readUInt16LE(4);
  const narrow: DirectoryEnd = {
    count: record.readUInt16LE(10),
    size: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
    split: disk !== 0 && disk !== 0xffff,
  };
  const fits = narrow.count !== 0xffff && narrow.size !== ELSEWHERE && narrow.offset !== ELSEWHERE;
  if (wide === undefined || fits) return narrow;
  return {
    count: narrow.count === 0xffff ? wide.count : narrow.count,
    size: narrow.size === ELSEWHERE ? wide.size : narrow.size,
    offset: narrow.offset === ELSEWHERE ? wide.offset : narrow.offset,
    split: narrow.split || wide.split,
  };
}

/** Reads the zip64 end of the central directory: APPNOTE 4.3.14. */
export function parseEnd64(record: Buffer): DirectoryEnd {
  return {
    count: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
    split: record.readUInt32LE(16) !== 0,
  };
}
