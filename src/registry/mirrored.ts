import type { BlobSource, ResolvedBlob, ResolveOptions } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Descriptor } from '../model/image.ts';
import type { RegistryClient } from './client.ts';
import { openLocation } from './location.ts';
import type { Mirror } from './mirror.ts';

/**
 * A registry with mirrors in front of it, asked in their order, the registry last. Mirrors are asked for content by its digest
 * alone; what a tag means is asked of the registry. A mirror that has not got it, fails or sends other bytes is passed over.
 */
export function createMirrored(upstream: RegistryClient, mirrors: readonly Mirror[], clock: Clock): RegistryClient {
  return {
    ref: async (name, signal) => {
      const { digest } = name;
      if (digest === undefined) return await upstream.ref(name, signal);
      for (const mirror of mirrors) {
        if (mirror.left) continue;
        try {
          return await mirror.client.ref({ digest }, signal);
        } catch (error) {
          if (signal.aborted) throw error;
          mirror.refused(error);
        }
      }
      return await upstream.ref(name, signal);
    },
    document: async (name, signal) => await upstream.document(name, signal),
    referrers: async (digest, signal) => await upstream.referrers(digest, signal),
    blob: (descriptor) => {
      const source = upstream.blob(descriptor);
      return mirrors.length === 0 ? source : new MirroredBlob(source, mirrors, clock);
    },
  };
}

/** Attempts on one mirror that ended too soon, after which a blob is asked for elsewhere. */
const MOST_BREAKS = 2;
/** Bytes that an attempt must have brought not to count as one. */
const PROGRESS = 1024 * 1024;

/**
 * A blob that lies in several places under the same digest. Each resolve asks the first place that is still good, from whatever
 * offset: a transfer that broke on a mirror goes on anywhere. A mirror is told to have broken by being asked again.
 */
export class MirroredBlob implements BlobSource {
  readonly descriptor: Descriptor;
  readonly #upstream: BlobSource;
  readonly #clock: Clock;
  readonly #places: readonly { readonly mirror: Mirror; readonly source: BlobSource; breaks: number }[];
  /** Where the bytes of the attempt before this one came from, and from which offset on. */
  #last: { readonly place: number; readonly offset: number } | undefined;

  constructor(upstream: BlobSource, mirrors: readonly Mirror[], clock: Clock) {
    this.descriptor = upstream.descriptor;
    this.#upstream = upstream;
    this.#clock = clock;
    this.#places = mirrors.map((mirror) => ({ mirror, source: mirror.client.blob(upstream.descriptor), breaks: 0 }));
  }

  async resolve(at: ResolveOptions): Promise<ResolvedBlob> {
    this.#countBreak(at.offset);
    for (const [index, place] of this.#places.entries()) {
      if (place.mirror.left || place.breaks >= MOST_BREAKS) continue;
      try {
        const resolved = await this.#open(place, at);
        this.#last = { place: index, offset: at.offset };
        return resolved;
      } catch (error) {
        if (at.signal.aborted) throw error;
        place.breaks = MOST_BREAKS;
        place.mirror.refused(error);
      }
    }
    return await this.#upstream.resolve(at);
  }

  /** The last bytes were wrong. False where they came from the registry itself, and no other place is left. */
  distrust(): boolean {
    const place = this.#last === undefined ? undefined : this.#places[this.#last.place];
    this.#last = undefined;
    if (place === undefined) return false;
    place.mirror.leave('sent other bytes than it was asked for');
    return true;
  }

  #countBreak(offset: number): void {
    const last = this.#last;
    const place = last === undefined ? undefined : this.#places[last.place];
    this.#last = undefined;
    if (last !== undefined && place !== undefined && offset - last.offset < PROGRESS) place.breaks += 1;
  }

  /**
   * A mirror's location is opened here, by the mirror's own connections: where the mirror sends us is judged by where the mirror
   * is, not the registry, and a storage that refuses is one more reason to ask the next place.
   */
  async #open({ mirror, source }: { mirror: Mirror; source: BlobSource }, at: ResolveOptions): Promise<ResolvedBlob> {
    const resolved = await source.resolve(at);
    if (resolved.kind === 'direct') return resolved;
    const { location, deadline } = resolved;
    const options = { get: mirror.get, clock: this.#clock, deadline, signal: at.signal };
    return { kind: 'direct', body: await openLocation(location, this.descriptor, at.offset, options) };
  }
}

/** Moves a blob, and once more from the next place for as long as a mirror is the one that sent wrong bytes. */
export async function acrossMirrors<Result>(source: BlobSource, move: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await move();
    } catch (error) {
      const wrong = error instanceof ScanError && error.code === 'DIGEST_MISMATCH';
      if (!wrong || !(source instanceof MirroredBlob) || !source.distrust()) throw error;
    }
  }
}
