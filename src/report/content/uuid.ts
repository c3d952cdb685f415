import { createHash } from 'node:crypto';

/** The names that Hullcheck gives out are below this one; to change it is to rename them all. */
const NAMESPACE = Buffer.from('6b0d2f5e8a3c5d71b94ec02f17a6d833', 'hex');

/** A UUID of version 5, made of a name in parts and of nothing else: https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export function nameUuid(parts: readonly string[]): string {
  // As JSON, no two lists of parts are one text, whatever is in them.
  const bytes = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
