import type { Bzip2Block } from './block.ts';

/** The checksum of bzip2: CRC-32 with the highest bit first. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** Sorts a block back, and unfolds what was folded before it was sorted. */
export function unfold(block: Bzip2Block): { readonly bytes: Uint8Array; readonly crc: number } {
  const folded = sortedBack(block);
  // Counted first, because 259 bytes may come of five, and nearly always far fewer do.
  const bytes = new Uint8Array(unfoldInto(undefined, folded));
  unfoldInto(bytes, folded);
  return { bytes, crc: checksumOf(bytes) };
}

/** Follows the rows of the sorted block from one to the next. */
function sortedBack({ column, origin }: Bzip2Block): Uint8Array {
  const counts = new Uint32Array(256);
  for (let row = 0; row < column.length; row += 1) counts[column[row] ?? 0] = (counts[column[row] ?? 0] ?? 0) + 1;
  const next = new Uint32Array(256);
  let total = 0;
  for (let byte = 0; byte < 256; byte += 1) {
    next[byte] = total;
    total += counts[byte] ?? 0;
  }
  // The row that continues a row, and beside it the byte of that row: one look for both.
  const links = new Uint32Array(column.length);
  for (let row = 0; row < column.length; row += 1) {
    const byte = column[row] ?? 0;
    const at = next[byte] ?? 0;
    links[at] = row * 256 + byte;
    next[byte] = at + 1;
  }
  const bytes = new Uint8Array(column.length);
  let row = origin;
  for (let at = 0; at < bytes.length; at += 1) {
    const link = links[row] ?? 0;
    bytes[at] = link & 0xff;
    row = link >>> 8;
  }
  return bytes;
}

/** Four equal bytes are followed by how many more there are. Tells how many bytes come of it. */
function unfoldInto(bytes: Uint8Array | undefined, folded: Uint8Array): number {
  let size = 0;
  let last = -1;
  let equal = 0;
  for (let at = 0; at < folded.length; at += 1) {
    const value = folded[at] ?? 0;
    if (equal === 4) {
      bytes?.fill(last, size, size + value);
      size += value;
      equal = 0;
      last = -1;
    } else {
      equal = value === last ? equal + 1 : 1;
      last = value;
      if (bytes !== undefined) bytes[size] = value;
      size += 1;
    }
  }
  return size;
}

function checksumOf(bytes: Uint8Array): number {
  let crc = -1;
  for (let at = 0; at < bytes.length; at += 1) crc = (crc << 8) ^ (CRC[((crc >>> 24) ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return ~crc >>> 0;
}
