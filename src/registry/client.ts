import type { BlobSource, ResolvedBlob, ResolveOptions } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import type { Digest } from '../model/digest.ts';
import type { Descriptor, Ref } from '../model/image.ts';
import { inlineBytes, inlineSource } from '../model/inline.ts';
import { MEDIA_TYPES } from '../model/media-type.ts';
import { apiHost, isLoopback, type Reference } from '../model/reference.ts';
import type { Authorizer } from './auth.ts';
import { bodyOf, rangeHeaders, rangeRefusal } from './body.ts';
import { deadlineOf } from './deadline.ts';
import { fetchManifest, type ManifestAnswer, proveDocument } from './manifest.ts';
import { blobError, manifestError } from './oci-error.ts';
import { MOST_HOPS, redirectOf, tooManyHops } from './redirect.ts';
import { retry } from './retry.ts';
import { type Answer, type Get, readBody, type RequestHeaders } from './transport.ts';
import { createWarnings } from './warning.ts';

/** One repository of one registry, pull only. Everything in it is asked for at its stable address, each time anew. */
export interface RegistryClient {
  /** The manifest or index under a tag or digest. Its digest is computed, whatever a header claims. */
  ref(name: { readonly tag?: string; readonly digest?: Digest }, signal: AbortSignal): Promise<Ref>;
  /** The bytes of a manifest of whatever kind, an artifact's as well, proven where they were asked for by digest. */
  document(name: { readonly tag?: string; readonly digest?: Digest }, signal: AbortSignal): Promise<Buffer>;
  /** The index of what refers to a manifest; undefined where the registry knows of nothing. */
  referrers(digest: Digest, signal: AbortSignal): Promise<Buffer | undefined>;
  /** A blob that can be fetched. Makes no request, and one that is known or inline never will. */
  blob(descriptor: Descriptor): BlobSource;
}

export interface ClientOptions {
  readonly reference: Reference;
  readonly get: Get;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  /** Told of what does not change the result and is worth a look: warnings of the registry, claims that are wrong. */
  readonly onNotice?: (text: string) => void;
}

const LARGEST_MANIFEST = 4 * 1024 * 1024;
const DOCUMENT = { accept: [MEDIA_TYPES.ociManifest, MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerManifest].join(', ') };

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
export function createClient({ reference, get, authorizer, clock, onNotice = () => undefined }: ClientOptions): RegistryClient {
  const host = apiHost(reference.registry);
  const base = new URL(`${isLoopback(host) ? 'http' : 'https'}://${host}/v2/${reference.repository}/`);
  const noteWarnings = createWarnings(onNotice);

  /** Sends with what authorizes, to the registry's own origin and nowhere else; a redirect beyond it is returned. */
  async function send(path: string, headers: RequestHeaders, signal: AbortSignal): Promise<Answer> {
    let url = new URL(path, base);
    let renewals = 0;
    for (let hops = 0; hops <= MOST_HOPS; ) {
      const authorization = await authorizer.header(signal);
      const answer = await get(url, {
        headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
        signal,
      });
      noteWarnings(answer);
      const settled = await authorizer.settle(answer, { header: authorization, renewals, signal });
      if (settled.kind === 'again') {
        renewals += settled.renewals;
        continue;
      }
      const location = redirectOf(settled.answer);
      // The answer's own origin, not the base's: which scheme the registry speaks may have been learnt just now.
      if (location === undefined || location.origin !== answer.url.origin) return settled.answer;
      settled.answer.cancel();
      url = location;
      hops += 1;
    }
    throw tooManyHops(host);
  }

  async function askManifest(name: string, headers: RequestHeaders, signal: AbortSignal): Promise<ManifestAnswer> {
    let answer = await send(`manifests/${name}`, headers, signal);
    for (let hops = 0, location = redirectOf(answer); location !== undefined; location = redirectOf(answer)) {
      answer.cancel();
      if (hops === MOST_HOPS) throw tooManyHops(host);
      hops += 1;
      answer = await get(location, { headers, signal });
    }
    if (answer.status !== 200) throw await manifestError(answer, name, { reference, clock, signal });
    const [contentType, claimed] = [answer.header('content-type'), answer.header('docker-content-digest')];
    return { bytes: await readBody(answer, LARGEST_MANIFEST, signal), contentType, claimed };
  }

  /** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers */
  async function askReferrers(digest: Digest, signal: AbortSignal): Promise<Buffer | undefined> {
    const answer = await send(`referrers/${digest}`, { accept: MEDIA_TYPES.ociIndex }, signal);
    if (answer.status === 200) return await readBody(answer, LARGEST_MANIFEST, signal);
    answer.cancel();
    // Registries without the API keep the same index under a tag.
    const tagged = await send(`manifests/${digest.replace(':', '-')}`, { accept: MEDIA_TYPES.ociIndex }, signal);
    if (tagged.status === 200) return await readBody(tagged, LARGEST_MANIFEST, signal);
    tagged.cancel();
    return undefined;
  }

  async function resolveBlob(descriptor: Descriptor, { offset, fresh, signal }: ResolveOptions): Promise<ResolvedBlob> {
    const headers = { ...rangeHeaders(offset, descriptor), ...(fresh === true ? { 'cache-control': 'no-cache' } : {}) };
    const answer = await send(`blobs/${descriptor.digest}`, headers, signal);
    const location = redirectOf(answer);
    if (location !== undefined) {
      answer.cancel();
      const now = { wall: clock.wall(), monotonic: clock.now() };
      return { kind: 'redirected', location, deadline: deadlineOf(location, answer.header('date'), now, answer.header('age')) };
    }
    if (answer.status === 200 || answer.status === 206) return { kind: 'direct', body: bodyOf(answer, offset, descriptor) };
    const unranged = rangeRefusal(answer, offset, descriptor);
    if (unranged !== undefined) throw unranged;
    throw await blobError(answer, descriptor.digest, { reference, clock, signal });
  }

  return {
    ref: async (name, signal) =>
      await fetchManifest(name, {
        reference,
        ask: async (asked, headers) => await retry(() => askManifest(asked, headers, signal), { clock, signal }),
        onNotice,
        signal,
      }),
    document: async ({ tag = 'latest', digest }, signal) => {
      const { bytes } = await retry(() => askManifest(digest ?? tag, DOCUMENT, signal), { clock, signal });
      if (digest !== undefined) proveDocument(bytes, digest, reference);
      return bytes;
    },
    referrers: async (digest, signal) => await retry(() => askReferrers(digest, signal), { clock, signal }),
    blob: (descriptor) => {
      const bytes = inlineBytes(descriptor);
      if (bytes !== undefined) return inlineSource(descriptor, bytes);
      return { descriptor, resolve: async (at) => await resolveBlob(descriptor, at) };
    },
  };
}
