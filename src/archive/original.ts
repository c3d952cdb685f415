import type { Digest } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import type { Manifest, Ref } from '../model/image.ts';
import type { Blobs } from './blobs.ts';
import { readIndex } from './layout.ts';
import type { Member } from './members.ts';

/** Indexes in indexes, and manifests read in all, before it is given up. */
const DEEPEST = 3;
const MOST_READ = 100;

/** An image as `manifest.json` tells it. */
export interface Told {
  readonly config: Digest;
  readonly layers: readonly Member[];
}

/**
 * The document in the archive's OCI layout that describes the same image as its `manifest.json`, with the digest that it has in
 * registries; undefined where there is none. Docker 25.0 wrote manifests without layers (moby#47065) and with layers in disorder
 * (moby#47150), and lists that are null (moby#47210): one that does not agree to the letter is not taken.
 */
export async function findOriginal(told: Told, blobs: Blobs, signal: AbortSignal): Promise<Ref | undefined> {
  try {
    const index = await readIndex(blobs, signal);
    const search = new Search(told, blobs, signal);
    for (const { digest } of index?.manifests ?? []) {
      const ref = await search.under(digest, DEEPEST);
      if (ref !== undefined) return ref;
    }
  } catch (error) {
    // The layout is a second opinion: what is wrong in it does not matter here.
    if (!(error instanceof ScanError)) throw error;
  }
  return undefined;
}

class Search {
  readonly #told: Told;
  readonly #blobs: Blobs;
  readonly #signal: AbortSignal;
  #read = 0;

  constructor(told: Told, blobs: Blobs, signal: AbortSignal) {
    this.#told = told;
    this.#blobs = blobs;
    this.#signal = signal;
  }

  /** The document of this digest, where the image is it or is in it. */
  async under(digest: Digest, depth: number): Promise<Ref | undefined> {
    this.#read += 1;
    if (this.#read > MOST_READ || depth < 0) return undefined;
    const ref = await this.#readable(digest);
    if (ref === undefined || ref.kind === 'schema1') return undefined;
    if (ref.kind === 'manifest') return (await this.#isSame(ref)) ? ref : undefined;
    for (const entry of ref.manifests) {
      if ((await this.under(entry.digest, depth - 1)) !== undefined) return ref;
    }
    return undefined;
  }

  /** Beside images there may be attestations, and manifests of platforms that were not saved. */
  async #readable(digest: Digest): Promise<Ref | undefined> {
    try {
      return await this.#blobs.ref(digest, this.#signal);
    } catch (error) {
      if (error instanceof ScanError) return undefined;
      throw error;
    }
  }

  async #isSame({ config, layers }: Manifest): Promise<boolean> {
    if (config.digest !== this.#told.config || layers.length !== this.#told.layers.length) return false;
    const found = await Promise.all(layers.map(async ({ digest }) => await this.#blobs.find(digest)));
    return found.every((member, index) => member !== undefined && member.name === this.#told.layers[index]?.name);
  }
}
