/** A value of a row. Numbers that do not hold an integer exactly are not told apart: no table that is read here has one. */
export type SqliteValue = null | number | string | Uint8Array;

/** Reads text in the database's encoding. */
export type TextDecode = (bytes: Uint8Array) => string;

/** An integer of one to nine bytes, and where the next begins. */
interface Varint {
  readonly value: number;
  readonly end: number;
}

/** Reads a variable-length integer: https://www.sqlite.org/fileformat2.html#varint. Throws an Error beyond the bytes' end. */
export function readVarint(bytes: Uint8Array, start: number): Varint {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = byteAt(bytes, at);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value: value * 256 + byteAt(bytes, start + 8), end: start + 9 };
}

/** Reads a row: https://www.sqlite.org/fileformat2.html#record_format. Throws an Error where the row promises more than it holds. */
export function readRecord(payload: Uint8Array, decode: TextDecode): readonly SqliteValue[] {
  const header = readVarint(payload, 0);
  const values: SqliteValue[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value; ) {
    const type = readVarint(payload, at);
    const length = lengthOf(type.value);
    if (body + length > payload.length) throw new Error('a row is longer than its record.');
    values.push(readValue(payload.subarray(body, body + length), type.value, decode));
    body += length;
    at = type.end;
  }
  return values;
}

const INTEGER_LENGTHS = [0, 1, 2, 3, 4, 6, 8];

/** How many bytes a value of this serial type takes. */
function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  if (type === 7) return 8;
  if (type === 8 || type === 9) return 0;
  const length = INTEGER_LENGTHS[type];
  if (length === undefined) throw new Error(`a row has a value of the unknown type ${type}.`);
  return length;
}

function readValue(bytes: Uint8Array, type: number, decode: TextDecode): SqliteValue {
  if (type === 0) return null;
  if (type === 7) return viewOf(bytes).getFloat64(0);
  if (type >= 12) return type % 2 === 0 ? bytes : decode(bytes);
  return type >= 8 ? type - 8 : readInteger(bytes);
}

/** A big-endian integer in two's complement. */
function readInteger(bytes: Uint8Array): number {
  let value = (bytes[0] ?? 0) < 0x80 ? 0 : -1;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('an integer is cut off.');
  return byte;
}
