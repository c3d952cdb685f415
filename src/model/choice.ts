import { ScanError } from './errors.ts';
import type { Descriptor, Index } from './image.ts';
import { formatPlatform, type Platform, platformDistance } from './platform.ts';

/**
 * The entry of an index for the wanted platform: the exact one, else the best that runs there. Where none was asked for, the
 * runner's own, else the only real candidate. Throws `PLATFORM_NOT_FOUND` with what there is, `NOT_AN_IMAGE` where there is nothing.
 */
export function choosePlatform(index: Index, wanted: Platform | undefined, runner: Platform): Descriptor {
  const candidates = index.manifests.filter(isCandidate);
  const ranked = rank(candidates, wanted ?? runner);
  const [best] = ranked;
  if (best !== undefined) return best;
  const [only, ...others] = candidates;
  if (only === undefined) {
    throw new ScanError('NOT_AN_IMAGE', 'The index holds no container image.', {
      hint: 'It may hold attestations or artifacts only.',
    });
  }
  if (wanted === undefined && others.length === 0) return only;
  const offered = [
    ...new Set(candidates.map((entry) => (entry.platform ? formatPlatform(entry.platform) : 'an unnamed platform'))),
  ];
  throw new ScanError(
    'PLATFORM_NOT_FOUND',
    `The image is not offered for ${formatPlatform(wanted ?? runner)}, only for ${offered.join(', ')}.`,
    {
      hint: 'Choose one of them with platform.',
    },
  );
}

/** Attestations and entries of no real platform stand in indexes beside the images that they speak of. */
function isCandidate({ platform, annotations, artifactType }: Descriptor): boolean {
  if (annotations?.['vnd.docker.reference.type'] !== undefined || artifactType !== undefined) return false;
  return !(platform?.os === 'unknown' && platform.architecture === 'unknown');
}

function rank(candidates: readonly Descriptor[], wanted: Platform): readonly Descriptor[] {
  return candidates
    .map((entry) => ({ entry, distance: entry.platform === undefined ? undefined : platformDistance(wanted, entry.platform) }))
    .filter((ranked): ranked is { entry: Descriptor; distance: number } => ranked.distance !== undefined)
    .sort((a, b) => a.distance - b.distance)
    .map(({ entry }) => entry);
}
