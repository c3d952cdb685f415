import { createHash } from 'node:crypto';
import type { BlobSource, ResolvedBlob, ResolveOptions } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { algorithmOf, type Digest } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import type { Descriptor, Ref } from '../model/image.ts';
import { MEDIA_TYPES, parseRef } from '../model/manifest.ts';
import { apiHost, isLoopback, type Reference } from '../model/reference.ts';
import type { Authorizer } from './auth.ts';
import { bodyOf, rangeHeaders } from './body.ts';
import { deadlineOf } from './deadline.ts';
import { MOST_HOPS, redirectOf, tooManyHops } from './redirect.ts';
import { retry } from './retry.ts';
import { failureOf } from './status.ts';
import { type Answer, type Get, readBody, type RequestHeaders } from './transport.ts';

/** One repository of one registry, pull only. Everything in it is asked for at its stable address, each time anew. */
export interface RegistryClient {
  /** The manifest or index under a tag or digest. Its digest is computed, whatever a header claims. */
  ref(name: { readonly tag?: string; readonly digest?: Digest }, signal: AbortSignal): Promise<Ref>;
  /** A blob that can be fetched. Makes no request. */
  blob(descriptor: Descriptor): BlobSource;
}

export interface ClientOptions {
  readonly reference: Reference;
  readonly get: Get;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
}

const ACCEPT = [MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerList, MEDIA_TYPES.ociManifest, MEDIA_TYPES.dockerManifest].join(', ');
const LARGEST_MANIFEST = 4 * 1024 * 1024;
const MOST_AUTHENTICATIONS = 2;

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull */
export function createClient({ reference, get, authorizer, clock }: ClientOptions): RegistryClient {
  const host = apiHost(reference.registry);
  const base = new URL(`${isLoopback(host) ? 'http' : 'https'}://${host}/v2/${reference.repository}/`);

  /** Sends with what authorizes, to the registry's own origin and nowhere else; a redirect beyond it is returned. */
  async function send(path: string, headers: RequestHeaders, signal: AbortSignal): Promise<Answer> {
    let url = new URL(path, base);
    let authentications = 0;
    for (let hops = 0; hops <= MOST_HOPS; ) {
      const authorization = authorizer.header();
      const answer = await get(url, {
        headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
        signal,
      });
      const location = redirectOf(answer);
      if (location !== undefined) {
        if (location.origin !== base.origin) return answer;
        answer.cancel();
        url = location;
        hops += 1;
      } else if (answer.status === 401) {
        if (authentications === MOST_AUTHENTICATIONS) throw denied(answer, reference);
        authentications += 1;
        await authorizer.answer(answer, signal);
      } else {
        return answer;
      }
    }
    throw tooManyHops(host);
  }

  async function fetchRef(
    name: string,
    accept: string,
    signal: AbortSignal,
  ): Promise<{ bytes: Buffer; contentType: string | undefined }> {
    let answer = await send(`manifests/${name}`, { accept }, signal);
    for (let hops = 0, location = redirectOf(answer); location !== undefined; location = redirectOf(answer)) {
      answer.cancel();
      if (hops === MOST_HOPS) throw tooManyHops(host);
      hops += 1;
      answer = await get(location, { headers: { accept }, signal });
    }
    if (answer.status === 404) throw notFound(answer, reference, name);
    if (answer.status === 403) throw denied(answer, reference);
    if (answer.status !== 200) throw await failureOf(answer, `${reference.repository} (${name})`, { clock, signal });
    return { bytes: await readBody(answer, LARGEST_MANIFEST, signal), contentType: answer.header('content-type') };
  }

  return {
    ref: async ({ tag, digest }, signal) => {
      const name = digest ?? tag ?? 'latest';
      const { bytes, contentType } = await retry(() => fetchRef(name, ACCEPT, signal), { clock, signal });
      const computed = digestOf(bytes, digest);
      if (digest !== undefined && computed !== digest) throw otherManifest(host, digest, computed);
      return parseRef(bytes, computed, contentType);
    },
    blob: (descriptor) => ({
      descriptor,
      resolve: async (at) => await resolveBlob(descriptor, at),
    }),
  };

  async function resolveBlob(descriptor: Descriptor, { offset, fresh, signal }: ResolveOptions): Promise<ResolvedBlob> {
    const headers = { ...rangeHeaders(offset, descriptor), ...(fresh === true ? { 'cache-control': 'no-cache' } : {}) };
    const answer = await send(`blobs/${descriptor.digest}`, headers, signal);
    const location = redirectOf(answer);
    if (location !== undefined) {
      answer.cancel();
      const now = { wall: clock.wall(), monotonic: clock.now() };
      return { kind: 'redirected', location, deadline: deadlineOf(location, answer.header('date'), now) };
    }
    if (answer.status === 200 || answer.status === 206) return { kind: 'direct', body: bodyOf(answer, offset, descriptor) };
    if (answer.status === 403) throw denied(answer, reference);
    throw await failureOf(answer, `the blob ${descriptor.digest}`, { clock, signal });
  }
}

/** The digest of a document's own bytes, by the algorithm of the digest that it was asked for. */
function digestOf(bytes: Buffer, asked: Digest | undefined): Digest {
  const algorithm = asked === undefined ? 'sha256' : algorithmOf(asked);
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

function otherManifest(host: string, asked: Digest, computed: Digest): ScanError {
  return new ScanError('DIGEST_MISMATCH', `${host} was asked for the manifest ${asked} and sent ${computed}.`, {
    hint: 'The registry, or something between, changed it: do not trust this image.',
  });
}

function notFound(answer: Answer, reference: Reference, name: string): ScanError {
  answer.cancel();
  return new ScanError('IMAGE_NOT_FOUND', `There is no ${name} of ${reference.repository} in ${reference.registry}.`, {
    hint: 'Check the spelling; for a private image, give credentials.',
  });
}

function denied(answer: Answer, { registry, repository }: Reference): ScanError {
  answer.cancel();
  return new ScanError('UNAUTHORIZED', `${registry} does not let these credentials pull ${repository}.`, {
    hint: 'Check registry-username and registry-password, and that they may read this repository.',
  });
}
