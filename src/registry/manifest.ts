import { createHash } from 'node:crypto';
import { algorithmOf, type Digest, isDigest } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import type { Ref } from '../model/image.ts';
import { payloadOf } from '../model/jws.ts';
import { parseRef } from '../model/manifest.ts';
import { MEDIA_TYPES } from '../model/media-type.ts';
import type { Reference } from '../model/reference.ts';
import type { RequestHeaders } from './transport.ts';

/** What a registry sent for `manifests/<name>`. Nothing in it has been held against anything. */
export interface ManifestAnswer {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  /** `Docker-Content-Digest`: a claim. */
  readonly claimed: string | undefined;
}

export interface ManifestOptions {
  readonly reference: Reference;
  /** Asks the registry. Throws `IMAGE_NOT_FOUND` where there is none. */
  readonly ask: (name: string, headers: RequestHeaders) => Promise<ManifestAnswer>;
  readonly onNotice: (text: string) => void;
  readonly signal: AbortSignal;
}

/** The newest first, and Docker's first format last: a registry sends what it can of these. */
const ACCEPT = [
  MEDIA_TYPES.ociIndex,
  MEDIA_TYPES.dockerList,
  MEDIA_TYPES.ociManifest,
  MEDIA_TYPES.dockerManifest,
  MEDIA_TYPES.schema1Signed,
  MEDIA_TYPES.schema1,
];
const JOINED = { accept: ACCEPT.join(', ') };
/** Some registries understand one type a line only, and send the first format to whoever joins them: containerd#5632. */
const SEPARATE = { accept: ACCEPT };

/**
 * The manifest or index under a tag or a digest; with both, the digest decides. It is named by the digest of its own bytes,
 * whatever a header claims. Throws `IMAGE_NOT_FOUND`, `DIGEST_MISMATCH`, `MANIFEST_INVALID` or `NOT_AN_IMAGE`.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export async function fetchManifest(
  { tag, digest }: { readonly tag?: string; readonly digest?: Digest },
  options: ManifestOptions,
): Promise<Ref> {
  const ref = digest === undefined ? await byTag(tag ?? 'latest', options) : await byDigest(digest, tag, options);
  if (ref.kind === 'schema1') {
    options.onNotice(
      `${ref.digest} is in Docker's first image format (schema 1), which Docker itself no longer reads: push it again. ` +
        'It does not tell what its layers unfold to, so that alone could not be checked.',
    );
  }
  return ref;
}

async function byTag(tag: string, options: ManifestOptions): Promise<Ref> {
  const ref = await readTag(tag, JOINED, options);
  if (ref.kind !== 'schema1') return ref;
  try {
    return await readTag(tag, SEPARATE, options);
  } catch (error) {
    // What was asked for is here already; the other question was a chance, no more.
    if (options.signal.aborted || !(error instanceof ScanError)) throw error;
    return ref;
  }
}

async function readTag(tag: string, headers: RequestHeaders, { ask, reference, onNotice }: ManifestOptions): Promise<Ref> {
  const { bytes, contentType, claimed } = await ask(tag, headers);
  const document = payloadOf(bytes);
  const computed = digestOf(document, 'sha256');
  if (isDigest(claimed) && algorithmOf(claimed) === 'sha256' && claimed !== computed) {
    onNotice(`${reference.registry} calls ${reference.repository}:${tag} ${claimed}; its bytes are ${computed}, which counts.`);
  }
  return parseRef(document, computed, contentType);
}

async function byDigest(digest: Digest, tag: string | undefined, options: ManifestOptions): Promise<Ref> {
  try {
    return await readDigest(digest, options);
  } catch (error) {
    const isGone = error instanceof ScanError && error.code === 'IMAGE_NOT_FOUND';
    if (!isGone || tag === undefined) throw error;
    return await byMovableTag(tag, digest, { ...options, gone: error });
  }
}

async function readDigest(digest: Digest, { ask, reference }: ManifestOptions): Promise<Ref> {
  let computed: Digest | undefined;
  // Wrong bytes under a digest are a cache's more often than the registry's own: it is asked past the caches, once.
  for (const headers of [JOINED, { ...JOINED, 'cache-control': 'no-cache' }]) {
    const { bytes, contentType } = await ask(digest, headers);
    const document = payloadOf(bytes);
    computed = digestOf(document, algorithmOf(digest));
    if (computed === digest) return parseRef(document, computed, contentType);
  }
  throw new ScanError('DIGEST_MISMATCH', `${reference.registry} was asked for the manifest ${digest} and sent ${computed}.`, {
    hint: 'The registry, or something between, changed it: do not trust this image.',
  });
}

/** Some registries answer to tags only. The tag is as good as the digest while it stands for the very same bytes. */
async function byMovableTag(tag: string, digest: Digest, options: ManifestOptions & { readonly gone: ScanError }): Promise<Ref> {
  const { ask, reference, onNotice, gone, signal } = options;
  const { bytes, contentType } = await ask(tag, JOINED).catch((error: unknown) => {
    const isGoneToo = error instanceof ScanError && error.code === 'IMAGE_NOT_FOUND';
    throw isGoneToo && !signal.aborted ? gone : error;
  });
  const document = payloadOf(bytes);
  const computed = digestOf(document, algorithmOf(digest));
  if (computed !== digest) {
    const { repository, registry } = reference;
    throw new ScanError(
      'IMAGE_NOT_FOUND',
      `There is no ${digest} of ${repository} in ${registry}, and the tag ${tag} is ${computed} now.`,
      {
        hint: 'The tag has moved: leave the digest out, or name the new one.',
      },
    );
  }
  onNotice(`${reference.registry} does not answer to ${digest}; it was found under the tag ${tag}.`);
  return parseRef(document, computed, contentType);
}

/** Throws `DIGEST_MISMATCH` where these are not the bytes that the digest names. */
export function proveDocument(bytes: Uint8Array, digest: Digest, { registry }: Reference): void {
  const computed = digestOf(bytes, algorithmOf(digest));
  if (computed === digest) return;
  throw new ScanError('DIGEST_MISMATCH', `${registry} was asked for the manifest ${digest} and sent ${computed}.`, {
    hint: 'The registry, or something between, changed it: do not trust it.',
  });
}

/** The digest of a document's own bytes, by the algorithm of the digest that it was asked for. */
function digestOf(bytes: Uint8Array, algorithm: 'sha256' | 'sha512'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
