import * as v from 'valibot';
import { parseDocument, Unreadable, validate } from './document.ts';
import { ScanError } from './errors.ts';

const SIGNED = v.object({
  schemaVersion: v.literal(1),
  fsLayers: v.array(v.unknown()),
  signatures: v.pipe(v.array(v.object({ protected: v.string() })), v.nonEmpty()),
});
const PROTECTED = v.object({ formatLength: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), formatTail: v.string() });

/**
 * The bytes that a manifest's digest is computed over, and that are read. For a signed manifest of Docker's first format they
 * are what was signed: everything before the signatures, and the tail that each signature's protected header holds. Any other
 * document is returned as it came.
 *
 * The signatures themselves are not verified, on purpose: no key in them is trusted by anyone. By digest, the payload is proven
 * by its digest; by tag, it is the registry's word over TLS, as it is for every other format.
 * Throws `MANIFEST_INVALID` where the signatures disagree about what was signed.
 * https://distribution.github.io/distribution/spec/deprecated-schema-v1/#signed-manifests
 */
export function payloadOf(bytes: Uint8Array): Uint8Array {
  const signed = signedOf(bytes);
  if (signed === undefined) return bytes;
  try {
    const [first, ...others] = signed.signatures.map((signature) => protectedOf(signature.protected));
    if (first === undefined) return bytes;
    if (others.some((other) => other.length !== first.length || !other.tail.equals(first.tail))) {
      throw new Unreadable('its signatures disagree about what was signed');
    }
    if (first.length > bytes.length) throw new Unreadable('its signature speaks of more bytes than there are');
    return Buffer.concat([bytes.subarray(0, first.length), first.tail]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ScanError('MANIFEST_INVALID', `The signed manifest cannot be used: ${why}.`, {
      hint: 'Push the image again with a current tool.',
      cause,
    });
  }
}

function signedOf(bytes: Uint8Array): v.InferOutput<typeof SIGNED> | undefined {
  try {
    const result = v.safeParse(SIGNED, parseDocument(Buffer.from(bytes).toString('utf8')));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function protectedOf(header: string): { readonly length: number; readonly tail: Buffer } {
  const { formatLength, formatTail } = validate(PROTECTED, parseDocument(Buffer.from(header, 'base64url').toString('utf8')));
  return { length: formatLength, tail: Buffer.from(formatTail, 'base64url') };
}
