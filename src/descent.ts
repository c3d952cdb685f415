import { choose, type NamedEntry } from './model/choice.ts';
import type { Digest } from './model/digest.ts';
import { ScanError } from './model/errors.ts';
import type { Descriptor, ImageConfig, Index, Manifest, Ref, Schema1Manifest } from './model/image.ts';
import { inlineBytes } from './model/inline.ts';
import { parseRef } from './model/manifest.ts';
import { kindOf } from './model/media-type.ts';
import { describePlatform, type Platform, platformDistance } from './model/platform.ts';

/** The image that an index led to. Its configuration is here already where it had to be read to tell. */
export interface Leaf {
  readonly manifest: Manifest | Schema1Manifest;
  readonly config?: ImageConfig;
}

export interface DescentOptions {
  /** Undefined where nobody asked for one. */
  readonly wanted: Platform | undefined;
  readonly runner: Platform;
  readonly ref: (digest: Digest) => Promise<Ref>;
  readonly config: (manifest: Manifest | Schema1Manifest) => Promise<ImageConfig>;
}

/** Indexes in indexes are legal; this many levels have never been seen. */
const DEEPEST_INDEX = 3;
/** Documents that are looked into for one image. Real indexes name their platforms, and one is enough. */
const MOST_OPENED = 100;

/**
 * Finds the one image that is meant in an index: the wanted platform's, else the best that runs there; where none was asked for,
 * the runner's own, else the only one there is. What does not match is passed over; what cannot be read ends the search.
 * Throws `PLATFORM_NOT_FOUND` with what there is, `NOT_AN_IMAGE` where there is nothing.
 */
export async function descend(top: Index, options: DescentOptions): Promise<Leaf> {
  const { wanted, runner } = options;
  const ports = { ...options, ref: remembered(options.ref), config: remembered(options.config) };
  const search = new Search(ports, wanted ?? runner);
  const found = await search.into(top, []);
  if (found !== undefined) return found;
  const [only, ...others] = search.offers.values();
  if (only === undefined) throw nothingIn(top, search);
  const again = wanted === undefined && others.length === 0 ? await new Search(ports, only).into(top, []) : undefined;
  if (again !== undefined) return again;
  const offered = [...new Set([...search.offers.values()].map(describePlatform))].join(', ');
  throw new ScanError(
    'PLATFORM_NOT_FOUND',
    `The image is not offered for ${describePlatform(wanted ?? runner)}, only for ${offered}.`,
    {
      hint: 'Choose one of them with platform.',
    },
  );
}

type Found = Leaf & { readonly distance: number };

/** One walk through an index and the indexes in it, for one platform. */
class Search {
  /** What was seen and is an image, by its digest. */
  readonly offers = new Map<Digest, Platform>();
  attestations = 0;
  artifacts = 0;
  readonly #ports: DescentOptions;
  readonly #wanted: Platform;
  #opened = 0;

  constructor(ports: DescentOptions, wanted: Platform) {
    this.#ports = ports;
    this.#wanted = wanted;
  }

  async into(index: Index, above: readonly Digest[]): Promise<Found | undefined> {
    if (above.includes(index.digest)) throw invalid(index.digest, 'it contains itself');
    if (above.length === DEEPEST_INDEX) throw invalid(index.digest, `it lies deeper than ${DEEPEST_INDEX} indexes`);
    const way = [...above, index.digest];
    const { fitting, others, unnamed, attestations, artifacts } = choose(index, this.#wanted);
    this.attestations += attestations;
    this.artifacts += artifacts;
    for (const { digest, platform } of [...fitting.map(({ entry }) => entry), ...others]) this.offers.set(digest, platform);
    for (const { entry, distance } of fitting) {
      const found = await this.#open(entry, way, distance);
      if (found !== undefined) return found;
    }
    return await this.#bestOf(unnamed, way);
  }

  /** Looks into entries that do not tell what they are for, until one is exactly what is wanted. */
  async #bestOf(unnamed: readonly Descriptor[], way: readonly Digest[]): Promise<Found | undefined> {
    let best: Found | undefined;
    for (const entry of unnamed) {
      const found = await this.#open(entry, way);
      if (found !== undefined && found.distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = found;
      if (best?.distance === 0) break;
    }
    return best;
  }

  /** `distance` is the entry's own, where it names its platform; else its content tells. Undefined is "no match". */
  async #open(entry: Descriptor | NamedEntry, way: readonly Digest[], distance?: number): Promise<Found | undefined> {
    this.#opened += 1;
    if (this.#opened > MOST_OPENED) {
      throw new ScanError('LIMIT_EXCEEDED', `More than ${MOST_OPENED} entries of the index would have to be looked into.`);
    }
    try {
      const ref = await this.#refOf(entry);
      if (ref.kind === 'index') {
        this.offers.delete(entry.digest);
        return await this.into(ref, way);
      }
      if (distance !== undefined) return { manifest: ref, distance };
      const config = await this.#ports.config(ref);
      this.offers.set(entry.digest, config.platform);
      const own = platformDistance(this.#wanted, config.platform);
      return own === undefined ? undefined : { manifest: ref, config, distance: own };
    } catch (error) {
      if (!(error instanceof ScanError) || error.code !== 'NOT_AN_IMAGE') throw error;
      this.offers.delete(entry.digest);
      this.artifacts += 1;
      return undefined;
    }
  }

  async #refOf(entry: Descriptor): Promise<Ref> {
    const { digest, mediaType } = entry;
    const bytes = inlineBytes(entry);
    const ref = bytes === undefined ? await this.#ports.ref(digest) : parseRef(bytes, digest, mediaType);
    const claimed = kindOf(mediaType);
    if (claimed !== undefined && claimed !== ref.kind) throw invalid(digest, `the index calls it ${mediaType}, which it is not`);
    return ref;
  }
}

/** Asks for everything once, however often it is met. */
function remembered<Key, Value>(ask: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const answers = new Map<Key, Promise<Value>>();
  return async (key) => {
    const answer = answers.get(key) ?? ask(key);
    answers.set(key, answer);
    return await answer;
  };
}

function invalid(digest: Digest, why: string): ScanError {
  return new ScanError('MANIFEST_INVALID', `The manifest ${digest} cannot be used: ${why}.`, {
    hint: 'Push the image again with a current tool.',
  });
}

function nothingIn({ digest }: Index, { attestations, artifacts }: Pick<Search, 'attestations' | 'artifacts'>): ScanError {
  const kinds = [...(attestations > 0 ? ['attestations'] : []), ...(artifacts > 0 ? ['artifacts'] : [])];
  const holds = kinds.length === 0 ? 'is empty' : `holds no container image, only ${kinds.join(' and ')}`;
  return new ScanError('NOT_AN_IMAGE', `The index ${digest} ${holds}.`, { hint: 'Name the image that they speak of.' });
}
