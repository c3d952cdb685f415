import { ScanError } from './errors.ts';

/** The hash algorithms that the image specification registers. */
export type Algorithm = 'sha256' | 'sha512';

/** A content address, `algorithm:hex` in lower case: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export type Digest = `${Algorithm}:${string}`;

const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** Whether the text is a digest that can be verified here. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && DIGEST.test(text);
}

/** Reads a digest. Throws `REFERENCE_INVALID` where the algorithm is unknown or the length is wrong. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new ScanError('REFERENCE_INVALID', `"${text}" is not a digest.`, {
    hint: 'A digest is sha256: and 64 lower-case hexadecimal digits (or sha512: and 128).',
  });
}

export function algorithmOf(digest: Digest): Algorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

/** The first twelve digits, as people quote a digest to each other. */
export function shortDigest(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1, digest.indexOf(':') + 13);
}
