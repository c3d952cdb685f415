/** The words of an extended header that say anything to us. Any number of others may pile up in a hostile one. */
const KEPT = new Set(['path', 'linkpath', 'size']);

/**
 * The records of a pax extended header: `length key=value\n`, where the length counts itself. Only what names an entry, its link and
 * its size is kept. Throws an Error where a record lies about its length.
 */
export function parsePax(bytes: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    const end = at + length;
    if (!Number.isInteger(length) || end <= space || end > bytes.length || bytes[end - 1] !== 0x0a) {
      // Zeroes after the last record are padding that some writers count in.
      if (bytes.subarray(at).every((byte) => byte === 0)) break;
      throw new Error('an extended tar header is malformed');
    }
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) throw new Error('an extended tar header is malformed');
    const key = bytes.toString('utf8', space + 1, equals);
    if (KEPT.has(key)) records.set(key, bytes.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
}
