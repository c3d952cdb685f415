/** The part of a blob that an answer says it holds. */
export interface ContentRange {
  readonly start: number;
  /** The last byte, included. */
  readonly last: number;
  /** Bytes of the whole; undefined where the server does not know. */
  readonly total: number | undefined;
}

/** The unit is left out by some servers (sonatype/nexus-public#24); the numbers are not negotiable. */
const CONTENT_RANGE = /^(?:bytes[ =])?[ \t]*(\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i;

/**
 * Reads the values of `Content-Range`: there must be exactly one, and it must make sense. Never throws.
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.4
 */
export function parseContentRange(values: readonly string[]): ContentRange | undefined {
  const parts = values.length === 1 ? CONTENT_RANGE.exec(values[0]?.trim() ?? '') : null;
  if (parts === null) return undefined;
  const [start, last] = [Number(parts[1]), Number(parts[2])];
  const total = parts[3] === '*' ? undefined : Number(parts[3]);
  if (last < start || (total !== undefined && last >= total)) return undefined;
  return { start, last, total };
}
