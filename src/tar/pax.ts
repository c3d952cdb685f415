import { decodeName } from './tar-header.ts';

/** The words of an extended header that say anything to us. Any number of others may pile up in a hostile one. */
const KEPT = new Set([
  'path',
  'linkpath',
  'size',
  'GNU.sparse.name',
  'GNU.sparse.major',
  'GNU.sparse.minor',
  'GNU.sparse.size',
  'GNU.sparse.realsize',
  'GNU.sparse.map',
]);
/** The oldest form of a sparse file's map comes in pairs of records, which make the newer form when put in a row. */
const IN_A_ROW = new Set(['GNU.sparse.offset', 'GNU.sparse.numbytes']);
const NAMES = new Set(['path', 'linkpath', 'GNU.sparse.name']);

/**
 * The records of a pax extended header: `length key=value\n`, where the length counts itself. Only what names an entry, its link and
 * its size is kept, and where the bytes of a sparse file lie. A record without a value takes back what global headers said, and leaves
 * what the entry's own header says. Throws an Error where a record lies about its length, or names hold what no name can.
 */
export function parsePax(bytes: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  const row: string[] = [];
  for (const { key, value } of recordsIn(bytes)) {
    if (IN_A_ROW.has(key)) row.push(value.toString('latin1'));
    else if (KEPT.has(key)) keep(records, key, decodeName(value));
  }
  if (row.length > 0 && !records.has('GNU.sparse.map')) records.set('GNU.sparse.map', row.join(','));
  return records;
}

function* recordsIn(bytes: Buffer): Generator<{ readonly key: string; readonly value: Buffer }> {
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = at + lengthIn(bytes.toString('latin1', at, Math.min(space, at + LONGEST_LENGTH)));
    const equals = bytes.indexOf(0x3d, space);
    // Where there is no space, the length is no number.
    const isRecord = end <= bytes.length && bytes[end - 1] === 0x0a && equals > space && equals < end;
    if (!isRecord) {
      // Zeroes after the last record are padding that some writers count in.
      if (bytes.subarray(at).every((byte) => byte === 0)) return;
      throw malformed();
    }
    yield { key: bytes.toString('latin1', space + 1, equals), value: bytes.subarray(equals + 1, end - 1) };
    at = end;
  }
}

/** Digits of a record's length that are looked at. */
const LONGEST_LENGTH = 12;

function lengthIn(digits: string): number {
  return /^[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
}

function keep(records: Map<string, string>, key: string, value: string): void {
  if (NAMES.has(key) && value.includes('\0')) throw malformed();
  if (value === '') records.delete(key);
  else records.set(key, value);
}

function malformed(): Error {
  return new Error('an extended tar header is malformed');
}
