import { widen } from './zip64.ts';

/** What stands before an entry's data. */
export interface LocalHeader {
  readonly name: string;
  /** 0 is stored, 8 is deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  /** Bytes of data that follow; undefined where only a descriptor after them tells. */
  readonly dataSize: number | undefined;
  /** Bytes of the header itself. */
  readonly length: number;
}

/** Bytes of a local header before its name. */
export const LOCAL_FIXED = 30;

const ENCRYPTED = 1 << 0;
const DESCRIBED = 1 << 3;
/** The methods of compression that have a number end here; bytes that only look like a header name another. */
const LAST_METHOD = 99;

/** Bytes of the local header at a place, of which `LOCAL_FIXED` are there. Undefined where no header can look like that. */
export function localLength(bytes: Buffer, at: number): number | undefined {
  const name = bytes.readUInt16LE(at + 26);
  if (name === 0 || bytes.readUInt16LE(at + 8) > LAST_METHOD) return undefined;
  return LOCAL_FIXED + name + bytes.readUInt16LE(at + 28);
}

/** Reads a local header, of which all bytes are there: APPNOTE 4.3.7. */
export function parseLocal(header: Buffer): LocalHeader {
  const flags = header.readUInt16LE(6);
  const method = header.readUInt16LE(8);
  const nameEnd = LOCAL_FIXED + header.readUInt16LE(26);
  const name = header.toString('utf8', LOCAL_FIXED, nameEnd);
  // The order of the extra field: the size of what was compressed, then of the data.
  const [, dataSize] = widen([header.readUInt32LE(22), header.readUInt32LE(18)], header.subarray(nameEnd));
  // Some writers announce a descriptor and give the size nevertheless; some announce one for a folder and write none.
  const described = (flags & DESCRIBED) !== 0 && !(method === 0 && name.endsWith('/'));
  return {
    name,
    method,
    encrypted: (flags & ENCRYPTED) !== 0,
    dataSize: described && dataSize === 0 ? undefined : dataSize,
    length: header.length,
  };
}
