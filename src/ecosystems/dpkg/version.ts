import type { VersionOrder } from '../ecosystem.ts';
import { compareDigits } from '../order/digits.ts';

/** The order of Debian and Ubuntu versions: `[epoch:]upstream[-revision]`. */
export const DPKG_VERSIONS: VersionOrder = {
  id: 'dpkg',
  specification: 'https://manpages.debian.org/stable/dpkg-dev/deb-version.7.en.html',
  compare: compareDpkgVersions,
};

interface DpkgVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

// The greatest epoch that dpkg takes.
const GREATEST_EPOCH = '2147483647';

/** Negative, zero or positive. Throws an Error that names the version where dpkg would refuse it. */
export function compareDpkgVersions(a: string, b: string): number {
  const left = parseDpkgVersion(a);
  const right = parseDpkgVersion(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

/**
 * Takes a version apart. What `dpkg --compare-versions` only warns about (a first character that is no digit, a character that
 * policy forbids) is taken here as well, because dpkg orders it all the same.
 */
function parseDpkgVersion(text: string): DpkgVersion {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const dash = trimmed.lastIndexOf('-');
  const epoch = colon === -1 ? '0' : trimmed.slice(0, colon);
  const upstream = trimmed.slice(colon + 1, dash === -1 ? undefined : dash);
  const revision = dash === -1 ? '0' : trimmed.slice(dash + 1);
  if (!/^[!-~]+$/.test(trimmed)) throw refusal(text, 'it must be printable ASCII without spaces');
  if (!/^\d+$/.test(epoch) || compareDigits(epoch, GREATEST_EPOCH) > 0) throw refusal(text, 'its epoch is not a number');
  if (upstream === '') throw refusal(text, 'it has no upstream version');
  if (revision === '') throw refusal(text, 'its revision is empty');
  return { epoch, upstream, revision };
}

function refusal(text: string, reason: string): Error {
  return new Error(`"${text}" is not a dpkg version: ${reason}.`);
}

/** Runs without digits and runs of digits in turn, each pair by its own rule. */
function compareParts(a: string, b: string): number {
  const left = runsOf(a);
  const right = runsOf(b);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const x = left[at] ?? '';
    const y = right[at] ?? '';
    const order = at % 2 === 0 ? compareWords(x, y) : compareDigits(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

/** Splits into runs: those at even places hold no digit, those at odd places nothing else. */
function runsOf(part: string): readonly string[] {
  return part.split(/(\d+)/);
}

function compareWords(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = weightOf(a, at) - weightOf(b, at);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde sorts before the end of the run, letters before everything else. */
function weightOf(word: string, at: number): number {
  const character = word[at];
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const letter = /[A-Za-z]/.test(character);
  return character.charCodeAt(0) + (letter ? 0 : 256);
}
