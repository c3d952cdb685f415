import { constants, inflateSync } from 'node:zlib';

/** What every compressed stream of zlib that uses its largest window begins with: https://www.rfc-editor.org/rfc/rfc1950#section-2.2 */
export const ZLIB_HEADERS: readonly Buffer[] = ['7801', '785e', '789c', '78da'].map((hex) => Buffer.from(hex, 'hex'));

const HEADER_LENGTH = 2;

/**
 * As many bytes as are enough to see what a stream begins with: the longest description of codes, of 316 codes at 14 bits each and
 * some bytes before them, and then some.
 */
export const PREFIX_LENGTH = 640;

const STORED = 0;
const FIXED = 1;
const DYNAMIC = 2;

/**
 * Whether the bytes behind a zlib header can be the first block of text that begins with a brace: https://www.rfc-editor.org/rfc/rfc1951
 * A look at some bits, which tells nearly all bytes apart that look like a header by chance, because trying to inflate takes long.
 */
export function mayInflateToBrace(bytes: Buffer, start: number): boolean {
  const at = start + HEADER_LENGTH;
  const first = bytes[at] ?? 0xff;
  const second = bytes[at + 1] ?? 0xff;
  switch ((first >> 1) & 3) {
    case STORED:
      return bytes[at + 5] === 0x7b;
    case FIXED:
      // The brace's code, 10101011, from the fourth bit on.
      return first >> 3 === 0b10101 && (second & 0b111) === 0b110;
    case DYNAMIC:
      return first >> 3 <= 29 && (second & 31) <= 29 && isCompleteCode(bytes, at);
    default:
      return false;
  }
}

/** Whether the lengths of the codes that describe the other codes make one: no code is missing and none is too many. */
function isCompleteCode(bytes: Buffer, at: number): boolean {
  const bitsFrom = (bit: number): number =>
    ((bytes[at + (bit >> 3)] ?? 0) | ((bytes[at + (bit >> 3) + 1] ?? 0) << 8)) >> (bit & 7);
  const count = (bitsFrom(13) & 15) + 4;
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    const length = bitsFrom(17 + index * 3) & 7;
    if (length > 0) sum += 128 >> length;
  }
  return sum === 128;
}

/** What a prefix of a stream begins with, as far as it can be told; empty where it is no stream. */
export function inflatedStart(prefix: Buffer): string {
  try {
    return inflateSync(prefix, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LARGEST_PREFIX })
      .subarray(0, 64)
      .toString('latin1');
  } catch {
    return '';
  }
}

/** More than 640 bytes can be inflated to. */
const LARGEST_PREFIX = 1024 * 1024;
