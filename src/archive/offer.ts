import { ScanError } from '../model/errors.ts';
import type { Ref } from '../model/image.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { formatReference, parseReference } from '../model/reference.ts';
import { shorten } from '../model/text.ts';

/** One image that an archive offers. Nothing of it was read yet. */
export interface Offer {
  /** What people may call it: `docker.io/library/alpine:3.18`, or a tag alone. Often there is none. */
  readonly names: readonly string[];
  /** Offers of one identity are one image under several names. */
  readonly identity: string;
  readonly platform?: Platform;
  open(signal: AbortSignal): Promise<Ref>;
}

/** What an archive offers, and how offers that differ in their platform alone are opened as one image. */
export interface Catalogue {
  readonly offers: readonly Offer[];
  readonly openAll?: (offers: readonly Offer[]) => Ref;
}

/** So many names are told; more would hide the sentence that they stand in. */
const MOST_TOLD = 20;
const LONGEST_NAME = 200;

/**
 * Opens the one image that is meant: the one of that name, or, without a name, the only one. Images of one name for several
 * platforms are one. Throws `NOT_AN_IMAGE` where there is none at all, `IMAGE_NOT_FOUND` where none has the name and `USAGE` where
 * several are left; both tell what there is.
 */
export async function openOffer({ offers, openAll }: Catalogue, wanted: string | undefined, signal: AbortSignal): Promise<Ref> {
  if (offers.length === 0) throw nothing();
  const meant = wanted === undefined ? offers : named(offers, wanted);
  if (meant.length === 0) throw notFound(wanted ?? '', offers);
  const distinct = [...new Map(meant.map((offer) => [offer.identity, offer])).values()];
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return await only.open(signal);
  if (openAll !== undefined && differInPlatformAlone(distinct)) return openAll(distinct);
  throw several(distinct, wanted);
}

/** The offers of a name: word for word, else as references are understood, else by the tag alone. */
function named(offers: readonly Offer[], wanted: string): readonly Offer[] {
  const readings: readonly ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => canonical(name) !== undefined && canonical(name) === canonical(wanted),
    (name) => !/[/:@]/.test(wanted) && tagOf(name) === wanted,
  ];
  for (const reads of readings) {
    const found = offers.filter(({ names, identity }) => names.some(reads) || identity === wanted);
    if (found.length > 0) return found;
  }
  return [];
}

function canonical(name: string): string | undefined {
  try {
    return formatReference(parseReference(name));
  } catch {
    return undefined;
  }
}

function tagOf(name: string): string | undefined {
  return /[^/]:([^/:@]+)$/.exec(name)?.[1];
}

/** As an index without an index: one name or none, and each for a platform of its own. */
function differInPlatformAlone(offers: readonly Offer[]): boolean {
  const platforms = offers.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)]));
  const names = new Set(offers.map((offer) => [...offer.names].sort().join(' ')));
  return names.size === 1 && platforms.length === offers.length && new Set(platforms).size === platforms.length;
}

function nothing(): ScanError {
  return new ScanError('NOT_AN_IMAGE', 'The archive offers no image: its list is empty, or holds artifacts only.', {
    hint: 'Save the image again, by its name.',
  });
}

function notFound(wanted: string, offers: readonly Offer[]): ScanError {
  return new ScanError('IMAGE_NOT_FOUND', `There is no image "${wanted}" in the archive, only ${list(offers)}.`, {
    hint: 'Write one of these names after the path and a colon.',
  });
}

function several(offers: readonly Offer[], wanted: string | undefined): ScanError {
  const which = wanted === undefined ? '' : ` of the name "${wanted}"`;
  return new ScanError('USAGE', `The archive holds ${offers.length} images${which}: ${list(offers)}.`, {
    hint: 'Say which is meant: write its name, or its digest where it has none, after the path and a colon.',
  });
}

function list(offers: readonly Offer[]): string {
  const told = offers.slice(0, MOST_TOLD).map(({ names, identity }) => shorten(names.join(' = ') || identity, LONGEST_NAME));
  return [...told, ...(offers.length > MOST_TOLD ? [`${offers.length - MOST_TOLD} more`] : [])].join(', ');
}
