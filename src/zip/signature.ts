/**
 * The signatures that records of a zip begin with, as numbers of four bytes in little-endian order.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7 to 4.3.16)
 */
export const SIGNATURES = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
} as const;

const MARK = Buffer.from('PK');

/** Where the next two letters stand that every signature begins with; -1 where there are none. */
export function nextMark(bytes: Buffer, from: number): number {
  return bytes.indexOf(MARK, from);
}

/** The four bytes at a place; undefined where the bytes end before. */
export function signatureAt(bytes: Buffer, at: number): number | undefined {
  return at >= 0 && at + 4 <= bytes.length ? bytes.readUInt32LE(at) : undefined;
}
