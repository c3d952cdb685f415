import type { VersionOrder } from '../ecosystem.ts';
import { compareDigits, compareText } from '../order/digits.ts';

/** The order of Alpine versions: `1.2.3b_rc1~0a1b2c-r4`. */
export const APK_VERSIONS: VersionOrder = {
  id: 'apk',
  specification: 'https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd',
  compare: compareApkVersions,
};

/** The kinds of token, in the order in which they may follow one another; where two versions part, the later kind is less. */
const KINDS = ['fraction', 'number', 'letter', 'suffix', 'suffixNumber', 'hash', 'revision', 'end'] as const;

interface Token {
  readonly kind: (typeof KINDS)[number];
  readonly text: string;
}

const END: Token = { kind: 'end', text: '' };

/** From the least to the greatest; a version without a suffix lies between `rc` and `cvs`. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
const NO_SUFFIX = SUFFIXES.indexOf('');

// The format that apk documents, and what apk-tools 2 takes besides: digits after a letter (`6.6.2p1`). What either of them lets
// pass with a run of digits missing (`1..2`, `1-r`) is a slip of the pen whose place in the order means nothing, and is refused.
const SUFFIX = '_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)';
const VERSION = new RegExp(`^\\d+(?:\\.\\d+|[a-z]\\d+)*[a-z]?(?:${SUFFIX}\\d*)*(?:~[0-9a-f]+)?(?:-r\\d+)?$`);
const PARTS = new RegExp(`-r\\d+|~[0-9a-f]+|${SUFFIX}|\\.\\d+|\\d+|[a-z]`, 'g');

/** Negative, zero or positive. Throws an Error that names the version where apk could not validate it. */
export function compareApkVersions(a: string, b: string): number {
  const left = tokensOf(a);
  const right = tokensOf(b);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareTokens(left[at] ?? END, right[at] ?? END);
    if (order !== 0) return order;
  }
  return 0;
}

function tokensOf(version: string): readonly Token[] {
  if (!VERSION.test(version)) throw new Error(`"${version}" is not an apk version.`);
  const tokens: Token[] = [];
  for (const part of version.match(PARTS) ?? []) tokens.push(...tokensOfPart(part, tokens.at(-1)));
  return tokens;
}

function tokensOfPart(part: string, previous: Token | undefined): readonly Token[] {
  if (part.startsWith('-r')) return [{ kind: 'revision', text: part.slice(2) }];
  if (part.startsWith('~')) return [{ kind: 'hash', text: part.slice(1) }];
  if (part.startsWith('_')) return [{ kind: 'suffix', text: part.slice(1) }];
  if (part.startsWith('.')) return fractionOf(part.slice(1));
  if (/^[a-z]/.test(part)) return [{ kind: 'letter', text: part }];
  return [{ kind: previous?.kind === 'suffix' ? 'suffixNumber' : 'number', text: part }];
}

/** Leading zeros after a point weigh by themselves, as after a decimal point: 1.1 > 1.01 > 1.001. */
function fractionOf(digits: string): readonly Token[] {
  const rest = digits.replace(/^0+/, '');
  if (rest === digits) return [{ kind: 'fraction', text: digits }];
  return [
    { kind: 'fraction', text: digits.slice(0, digits.length - rest.length) },
    { kind: 'number', text: rest },
  ];
}

/** How two tokens of one kind compare. */
const ORDERS: Readonly<Record<Token['kind'], (a: string, b: string) => number>> = {
  fraction: compareFractions,
  number: compareDigits,
  letter: compareText,
  suffix: (a, b) => SUFFIXES.indexOf(a) - SUFFIXES.indexOf(b),
  suffixNumber: compareDigits,
  hash: compareText,
  revision: compareDigits,
  end: () => 0,
};

function compareTokens(a: Token, b: Token): number {
  return a.kind === b.kind ? ORDERS[a.kind](a.text, b.text) : compareKinds(a, b);
}

/** Either zeros alone, of which fewer are greater, or a number without a leading zero, which is greater than any of them. */
function compareFractions(a: string, b: string): number {
  const order = Number(b.startsWith('0')) - Number(a.startsWith('0'));
  if (order !== 0) return order;
  return a.startsWith('0') ? b.length - a.length : compareDigits(a, b);
}

/** A suffix that marks a pre-release makes a version less; anything else that goes on makes it greater. */
function compareKinds(a: Token, b: Token): number {
  if (isPreRelease(a)) return -1;
  if (isPreRelease(b)) return 1;
  return KINDS.indexOf(b.kind) - KINDS.indexOf(a.kind);
}

function isPreRelease(token: Token): boolean {
  return token.kind === 'suffix' && SUFFIXES.indexOf(token.text) < NO_SUFFIX;
}
