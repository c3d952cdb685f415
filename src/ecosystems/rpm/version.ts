import type { VersionOrder } from '../ecosystem.ts';
import { compareDigits, compareText } from '../order/digits.ts';

/** The order of rpm versions: `[epoch:]version[-release]`. */
export const RPM_VERSIONS: VersionOrder = {
  id: 'rpm',
  specification: 'https://man7.org/linux/man-pages/man7/rpm-version.7.html',
  compare: compareRpmVersions,
};

/** A version's three parts. */
interface RpmVersion {
  /** Digits; a missing epoch is zero. */
  readonly epoch: string;
  readonly version: string;
  readonly release?: string;
}

/**
 * Negative, zero or positive, as `rpm.vercmp` of rpm's Lua orders them: with version and epoch equal, one without a release is
 * less than any with one, so that an advisory's bare `1.0` comes before every build of it and the order stays total.
 * Throws an Error that names the version where it is empty or holds spaces.
 */
export function compareRpmVersions(a: string, b: string): number {
  const left = parseRpmVersion(a);
  const right = parseRpmVersion(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareSegments(left.version, right.version) ||
    compareReleases(left.release, right.release)
  );
}

/** Takes a version apart. A colon counts for an epoch only behind digits; the release begins at the last dash. */
function parseRpmVersion(text: string): RpmVersion {
  const { epoch, version, release } = EVR.exec(text)?.groups ?? {};
  if (text === '' || version === undefined) throw new Error(`"${text}" is not an rpm version.`);
  return { epoch: epoch ?? '0', version, ...(release === undefined ? {} : { release }) };
}

const EVR = /^(?:(?<epoch>\d*):)?(?<version>[^\s\p{Cc}]*?)(?:-(?<release>[^-\s\p{Cc}]*))?$/u;

function compareReleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareSegments(a, b);
}

/** Everything that is not a letter, a digit, a tilde or a caret only separates. */
const SEGMENT = /[0-9]+|[A-Za-z]+|[~^]/g;

/** The algorithm that rpm calls `rpmvercmp`. */
function compareSegments(a: string, b: string): number {
  const left = a.match(SEGMENT) ?? [];
  const right = b.match(SEGMENT) ?? [];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareSegment(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde is less than the end, the end less than a caret, a caret less than letters, and letters less than digits. */
function compareSegment(a: string | undefined, b: string | undefined): number {
  const order = rankOf(a) - rankOf(b);
  if (order !== 0 || a === undefined || b === undefined) return order;
  return /^\d/.test(a) ? compareDigits(a, b) : compareText(a, b);
}

function rankOf(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === '~') return 0;
  if (segment === '^') return 2;
  return /^\d/.test(segment) ? 4 : 3;
}
