import type { VersionOrder } from '../ecosystem.ts';
import { compareDigits } from './digits.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { compareInTurn, compareWordsFirst } from './mixed.ts';
import { compareNumbers } from './numbers.ts';

/** The order of Python's packages. Versions from before PEP 440, which tools no longer install, are refused. */
export const PEP440_VERSIONS: VersionOrder = {
  id: 'pep440',
  specification: 'https://packaging.python.org/specifications/version-specifiers/',
  compare: comparePep440Versions,
};

interface Pep440Version {
  readonly epoch: string;
  readonly release: readonly string[];
  /** Where the version stands beside the release of its numbers: a phase, and a number within it. */
  readonly pre: Phase;
  readonly post: Phase;
  readonly dev: Phase;
  readonly local: readonly string[];
}

interface Phase {
  readonly rank: number;
  readonly number: string;
}

const GRAMMAR: Grammar = {
  title: 'a PEP 440 version',
  pattern: new RegExp(
    [
      '^\\s*v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)',
      '(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\\d+)?)?',
      '(?:-(?<implicit>\\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\\d+)?)?',
      '(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\\d+)?)?',
      '(?:\\+(?<local>[a-z\\d]+(?:[-_.][a-z\\d]+)*))?\\s*$',
    ].join(''),
    'i',
  ),
};

/** Negative, zero or positive. Throws an Error that names the version where it is not one by PEP 440. */
export function comparePep440Versions(a: string, b: string): number {
  const left = parsePep440(a);
  const right = parsePep440(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareNumbers(left.release, right.release) ||
    comparePhases(left.pre, right.pre) ||
    comparePhases(left.post, right.post) ||
    comparePhases(left.dev, right.dev) ||
    // None is less than any.
    compareInTurn(left.local, right.local, compareWordsFirst)
  );
}

function parsePep440(version: string): Pep440Version {
  const parts = partsOf(version, GRAMMAR);
  const isPost = parts['post'] !== undefined || parts['implicit'] !== undefined;
  const isDev = parts['dev'] !== undefined;
  return {
    epoch: parts['epoch'] ?? '0',
    release: (parts['release'] ?? '').split('.'),
    pre: { rank: rankOfPre(parts['pre']?.toLowerCase(), isDev && !isPost), number: parts['preNumber'] ?? '0' },
    post: { rank: Number(isPost), number: parts['implicit'] ?? parts['postNumber'] ?? '0' },
    dev: { rank: Number(!isDev), number: parts['devNumber'] ?? '0' },
    local: parts['local']?.toLowerCase().split(/[-_.]/) ?? [],
  };
}

/** A development release of a release comes before every pre-release of it. */
function rankOfPre(pre: string | undefined, isDevelopment: boolean): number {
  if (pre === undefined) return isDevelopment ? 0 : 4;
  if (pre.startsWith('a')) return 1;
  return pre.startsWith('b') ? 2 : 3;
}

function comparePhases(a: Phase, b: Phase): number {
  return a.rank - b.rank || compareDigits(a.number, b.number);
}
