/** A field of four bytes that says: the number is in the zip64 extra field. */
export const ELSEWHERE = 0xffffffff;

const ZIP64 = 0x0001;

/**
 * Replaces the sizes and offsets that did not fit with those of the zip64 extra field, which holds them in the order of the record, and
 * only those that did not fit. Undefined stands for a number that is nowhere. (APPNOTE 4.5.3)
 */
export function widen(fields: readonly number[], extra: Buffer): readonly (number | undefined)[] {
  const wide = zip64Field(extra);
  let at = 0;
  return fields.map((field) => {
    if (field !== ELSEWHERE) return field;
    at += 8;
    return at <= wide.length ? Number(wide.readBigUInt64LE(at - 8)) : undefined;
  });
}

function zip64Field(extra: Buffer): Buffer {
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP64) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return Buffer.alloc(0);
}
