/** Numbers in bytes, in one byte order. */
export interface Fields {
  readonly length: number;
  /** The unsigned number of so many bytes. Throws an Error where it lies outside; beyond 2^53 the last digits are lost. */
  number(at: number, size: 2 | 4 | 8): number;
}

export function fieldsOf(bytes: Uint8Array, order: 'little' | 'big'): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = order === 'little';
  return {
    length: bytes.length,
    number(at, size) {
      if (at < 0 || at + size > bytes.length) throw new Error(`the number at ${at} lies outside of what was read.`);
      if (size === 2) return view.getUint16(at, little);
      return size === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
    },
  };
}

/** How many of `count` entries of a table lie within the bytes: a count in a file may say anything. */
export function entriesWithin(fields: Fields, start: number, count: number, size: number): number {
  return Math.max(0, Math.min(count, Math.floor((fields.length - start) / size)));
}

/** A name in a place of fixed length, filled up with zeros. */
export function nameAt(head: Buffer, at: number, length: number): string {
  const name = head.subarray(at, at + length).toString('latin1');
  const end = name.indexOf('\0');
  return end === -1 ? name : name.slice(0, end);
}
