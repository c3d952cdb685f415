import { artifactKind, isImageType } from './artifact.ts';
import type { Descriptor, Index } from './image.ts';
import { isGeneric, kindOf } from './media-type.ts';
import { type Platform, platformDistance } from './platform.ts';

/** An index's entries as somebody sees them who wants one platform. */
export interface Choice {
  /** Those that run there, best first. */
  readonly fitting: readonly FittingEntry[];
  /** Those that are for another platform. */
  readonly others: readonly NamedEntry[];
  /** Those that do not tell what they are for, each digest once: only their content knows. */
  readonly unnamed: readonly Descriptor[];
  /** What stands in indexes beside the images. */
  readonly attestations: number;
  readonly artifacts: number;
}

export type NamedEntry = Descriptor & { readonly platform: Platform };

export interface FittingEntry {
  readonly entry: NamedEntry;
  /** See `platformDistance`. */
  readonly distance: number;
}

/** Sorts an index's entries by what they are to the wanted platform. */
export function choose(index: Index, wanted: Platform): Choice {
  const attestations = index.manifests.filter(isAttestation);
  const artifacts = index.manifests.filter((entry) => !isAttestation(entry) && isArtifact(entry));
  const images = index.manifests.filter((entry) => !isAttestation(entry) && !isArtifact(entry));
  const named = images.filter(isNamed);
  const fitting = named.flatMap((entry) => {
    const distance = platformDistance(wanted, entry.platform);
    return distance === undefined ? [] : [{ entry, distance }];
  });
  const unnamed = new Map(images.filter((entry) => !isNamed(entry)).map((entry) => [entry.digest, entry]));
  return {
    fitting: fitting.sort((a, b) => a.distance - b.distance || byVersion(a.entry, b.entry, wanted)),
    others: named.filter((entry) => platformDistance(wanted, entry.platform) === undefined),
    unnamed: [...unnamed.values()],
    attestations: attestations.length,
    artifacts: artifacts.length,
  };
}

function isNamed(entry: Descriptor): entry is NamedEntry {
  return entry.platform !== undefined;
}

/** https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
function isAttestation({ annotations, artifactType = '', mediaType }: Descriptor): boolean {
  if (annotations?.['vnd.docker.reference.type'] !== undefined) return true;
  return [artifactType, mediaType].some((type) => artifactKind(type) === 'an attestation');
}

function isArtifact({ platform, artifactType = '', mediaType }: Descriptor): boolean {
  if (platform?.os === 'unknown' && platform.architecture === 'unknown') return true;
  return !isImageType(artifactType) || (kindOf(mediaType) === undefined && !isGeneric(mediaType));
}

/** Of equals the version that was asked for, else the newest: the older ones have holes that were closed since. */
function byVersion(a: NamedEntry, b: NamedEntry, { osVersion: wanted }: Platform): number {
  const [first, second] = [a.platform.osVersion ?? '', b.platform.osVersion ?? ''];
  if (first === second) return 0;
  if (first === wanted) return -1;
  if (second === wanted) return 1;
  return second.localeCompare(first, 'en', { numeric: true });
}
