import { nextMark, SIGNATURES, signatureAt } from './signature.ts';

/** Where data of unknown size ends. */
export interface DataEnd {
  /** Bytes of data before the end. */
  readonly data: number;
  /** Bytes of the descriptor that follows. */
  readonly descriptor: number;
}

/** Bytes that must follow a place before it can be judged. An archive that is whole has them, because its directory and end follow. */
export const LOOKAHEAD = 24;

/**
 * Looks for the descriptor that follows data whose header does not tell its size: APPNOTE 4.3.9. A descriptor repeats the size, so that
 * it is one only where that size is the distance from the data's beginning. It has four or eight bytes for a size, and may lack its
 * signature; the next record's then shows where it ends. `taken` bytes of the data went by before `from`.
 */
export function findDescriptor(bytes: Buffer, from: number, taken: number): DataEnd | undefined {
  for (let at = nextMark(bytes, from); at >= 0; at = nextMark(bytes, at + 1)) {
    const distance = taken + at - from;
    const descriptor = descriptorAt(bytes, at, distance);
    if (descriptor > 0) return { data: at - from, descriptor };
    const bare = bareDescriptorBefore(bytes, at, distance);
    if (bare > 0 && at - bare >= from) return { data: at - bare - from, descriptor: bare };
  }
  return undefined;
}

/** Bytes of the descriptor that begins with its signature at a place; 0 where there is none. */
function descriptorAt(bytes: Buffer, at: number, distance: number): number {
  if (at + LOOKAHEAD > bytes.length || signatureAt(bytes, at) !== SIGNATURES.descriptor) return 0;
  // One with sizes of eight bytes may be taken for one with four: what is left of it is no record, and is passed over.
  if (bytes.readUInt32LE(at + 8) === distance) return 16;
  return Number(bytes.readBigUInt64LE(at + 8)) === distance ? 24 : 0;
}

/** Bytes of the descriptor without a signature that ends before the record at a place; 0 where there is none. */
function bareDescriptorBefore(bytes: Buffer, at: number, distance: number): number {
  if (!beginsRecord(bytes, at)) return 0;
  if (at >= 12 && bytes.readUInt32LE(at - 8) === distance - 12) return 12;
  return at >= 20 && Number(bytes.readBigUInt64LE(at - 16)) === distance - 20 ? 20 : 0;
}

function beginsRecord(bytes: Buffer, at: number): boolean {
  const signature = signatureAt(bytes, at);
  return signature === SIGNATURES.local || signature === SIGNATURES.central;
}
