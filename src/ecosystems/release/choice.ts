import type { Release } from '../../model/package.ts';
import { OS_RELEASE_FILES } from './os-release.ts';
import { RELEASE_FILE_PATHS } from './release-files.ts';

const STANDING: readonly string[] = [...OS_RELEASE_FILES, ...RELEASE_FILE_PATHS];

// What os-release takes for the id of a system that does not give one.
const NAMELESS = 'linux';

/**
 * Which release an image is, of all that its files say, by their paths: the first that names a system, in the order of their standing,
 * with the whole of its version where a lesser file has more of it. What a derivative calls itself is taken at its word: Raspbian is
 * not Debian, whatever Debian's files beside its own say. Undefined where no file says anything.
 */
export function chooseRelease(releases: ReadonlyMap<string, Release>): Release | undefined {
  const ranked = [...releases].sort(([a], [b]) => standingOf(a) - standingOf(b)).map(([, release]) => release);
  const chosen = ranked.find(({ id }) => id !== NAMELESS) ?? ranked[0];
  return chosen && complete(chosen, ranked);
}

/** The lower, the more it counts; a file at a place that is not known counts least. */
function standingOf(path: string): number {
  const place = STANDING.indexOf(path);
  return place === -1 ? STANDING.length : place;
}

/** `12` of os-release becomes `12.5` where `debian_version` has it, `7` of CentOS `7.9.2009`, and no version any that is known. */
function complete(chosen: Release, all: readonly Release[]): Release {
  const whole = all.find(({ id, versionId }) => id === chosen.id && isMoreOf(versionId, chosen.versionId));
  return whole === undefined ? chosen : { ...chosen, versionId: whole.versionId };
}

function isMoreOf(version: string, known: string): boolean {
  return known === '' ? version !== '' : version.startsWith(`${known}.`);
}
