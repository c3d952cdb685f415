const MODULUS = 65_521;
/** How many bytes are added between two divisions: as many as keep the second sum within 32 bits. */
const RUN = 5552;

/** The checksum Adler-32: https://www.rfc-editor.org/rfc/rfc1950#section-9 */
export function adler32(bytes: Uint8Array): number {
  let one = 1;
  let two = 0;
  for (let start = 0; start < bytes.length; start += RUN) {
    for (let at = start; at < Math.min(start + RUN, bytes.length); at += 1) {
      one += bytes[at] ?? 0;
      two += one;
    }
    one %= MODULUS;
    two %= MODULUS;
  }
  return two * 65_536 + one;
}
