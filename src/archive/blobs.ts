import { createHash } from 'node:crypto';
import type { BlobBody, BlobSource } from '../model/blob.ts';
import { algorithmOf, type Digest } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import type { Descriptor, Ref } from '../model/image.ts';
import { inlineBytes, inlineSource } from '../model/inline.ts';
import { parseRef } from '../model/manifest.ts';
import { damaged } from './damage.ts';
import { STEP } from './file.ts';
import { type Member, type Members, readMember } from './members.ts';
import type { Passage } from './passage.ts';

/** As from a registry: 4 MiB of manifest and no more. */
export const LARGEST_MANIFEST = 4 * 1024 * 1024;

/**
 * The content of an archive by digest, wherever it lies: as in an OCI layout, as in skopeo's `dir:`, or where a `manifest.json` of
 * Docker's says. A name is only where to look; what is found is proven by its digest, here or where it is downloaded.
 */
export class Blobs {
  readonly members: Members;
  /** What a document of the archive says of where things lie. */
  readonly #told = new Map<Digest, Member>();

  constructor(members: Members) {
    this.members = members;
  }

  /** Notes where a blob lies. */
  tell(digest: Digest, member: Member): void {
    this.#told.set(digest, member);
  }

  async find(digest: Digest): Promise<Member | undefined> {
    const told = this.#told.get(digest);
    if (told !== undefined) return told;
    for (const name of namesOf(digest)) {
      const member = await this.members.find(name);
      if (member !== undefined) return member;
    }
    return undefined;
  }

  /** The manifest or index of a digest, proven. Throws `MANIFEST_INVALID` where it is missing, `DIGEST_MISMATCH` where it is another. */
  async ref(digest: Digest, signal: AbortSignal): Promise<Ref> {
    const member = await this.find(digest);
    if (member === undefined) throw missing(digest);
    const bytes = await readMember(member, LARGEST_MANIFEST, signal);
    const computed = digestOf(bytes, digest);
    if (computed !== digest) throw otherBytes(member.name, digest, computed);
    return await this.fit(parseRef(bytes, digest, undefined));
  }

  /**
   * The document as it is true of this archive. Docker 25.0 wrote wrong sizes (moby#47072), so a blob's size is its member's; an
   * image for another platform that was not saved along cannot be chosen.
   */
  async fit(ref: Ref): Promise<Ref> {
    if (ref.kind === 'manifest') {
      return { ...ref, config: await this.#sized(ref.config), layers: await this.#each(ref.layers) };
    }
    if (ref.kind === 'schema1') return { ...ref, layers: await this.#each(ref.layers) };
    const found = await Promise.all(ref.manifests.map(async ({ digest }) => (await this.find(digest)) !== undefined));
    const present = ref.manifests.filter((_, index) => found[index] === true);
    // Where nothing is there, what is chosen says what is missing.
    return { ...ref, manifests: present.length > 0 ? present : ref.manifests };
  }

  async #each(descriptors: readonly Descriptor[]): Promise<readonly Descriptor[]> {
    return await Promise.all(descriptors.map(async (descriptor) => await this.#sized(descriptor)));
  }

  async #sized(descriptor: Descriptor): Promise<Descriptor> {
    const member = await this.find(descriptor.digest);
    return member === undefined ? descriptor : { ...descriptor, size: member.size };
  }

  /** A blob that can be read. Reads nothing yet; `resolve` throws `BLOB_NOT_FOUND` where it is missing. */
  source(descriptor: Descriptor): BlobSource {
    const inline = inlineBytes(descriptor);
    if (inline !== undefined) return inlineSource(descriptor, inline);
    return {
      descriptor,
      resolve: async ({ offset, signal }) => {
        const member = await this.find(descriptor.digest);
        if (member === undefined) throw blobMissing(descriptor.digest);
        // Getting there can take long where the archive is compressed: done here, it does not look like a stall.
        return { kind: 'direct', body: bodyOf(await member.open(offset, signal), member, { offset, signal }) };
      },
    };
  }
}

function namesOf(digest: Digest): readonly string[] {
  const [algorithm = '', hex = ''] = digest.split(':');
  const plain = algorithm === 'sha256' ? hex : `${algorithm}-${hex}`;
  return [`blobs/${algorithm}/${hex}`, plain, `${plain}.manifest.json`];
}

function bodyOf(
  passage: Passage,
  { name, size }: Member,
  { offset, signal }: { readonly offset: number; readonly signal: AbortSignal },
): BlobBody {
  const cancelled = new AbortController();
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = offset; at < size && !cancelled.signal.aborted; ) {
        signal.throwIfAborted();
        const piece = await passage.read(Math.min(size - at, STEP));
        if (piece.length === 0) throw damaged(`"${name}" in it ends after ${at} of ${size} bytes`);
        at += piece.length;
        yield piece;
      }
    } catch (error) {
      // A step that was waited for when it was cancelled fails somehow; that is nobody's fault.
      if (!cancelled.signal.aborted) throw error;
    } finally {
      passage.release();
    }
  }
  return {
    start: offset,
    chunks: read(),
    cancel: () => {
      cancelled.abort();
      passage.release();
    },
  };
}

/** The digest of bytes, by the algorithm of another. */
export function digestOf(bytes: Uint8Array, like?: Digest): Digest {
  const algorithm = like === undefined ? 'sha256' : algorithmOf(like);
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** The error for a document, or a file that a document names, that is not there. */
export function missing(what: string): ScanError {
  return damaged(`${what} is missing from it`);
}

function blobMissing(digest: Digest): ScanError {
  return new ScanError('BLOB_NOT_FOUND', `The image on disk cannot be used: the blob ${digest} is missing from it.`, {
    hint: 'Save it again, with everything in it.',
  });
}

/** The error for a file whose name, or whoever names it, promises another digest. */
export function otherBytes(name: string, said: string, computed: Digest): ScanError {
  return new ScanError('DIGEST_MISMATCH', `"${name}" should have the digest ${said} and has ${computed}.`, {
    hint: 'Something changed it: do not trust this image.',
  });
}
