import type { VersionOrder } from '../ecosystem.ts';
import { compareDigits } from './digits.ts';
import { type Grammar, partsOf } from './grammar.ts';

/**
 * The order of Composer's packages: numbers filled up to four, then PHP's order of what follows. A branch (`dev-main`) has no
 * place in it and is refused; one of numbers (`2.x-dev`) lies at the end of all its releases.
 */
export const PACKAGIST_VERSIONS: VersionOrder = {
  id: 'packagist',
  specification: 'https://getcomposer.org/doc/articles/versions.md',
  compare: comparePackagistVersions,
};

const GRAMMAR: Grammar = { title: 'a Composer version', pattern: /^\s*v?(?<version>\d[\da-z._-]*)(?:\+\S*)?\s*$/i };

/** Numbers, of which the last may be an `x`. */
const HEAD = /^\d+(?:\.\d+)*(?<wild>(?:\.x(?![\da-z]))*)/;

/** What follows: runs of digits and of letters. `dev` need not be set off: `1.0-betadev`. */
const WORD = /\d+|[a-z]+?(?=dev$|[^a-z]|$)/g;

// What Composer puts for the numbers that a branch leaves open.
const OPEN = '9999999';

/** From the least to the greatest; the end of a version lies between `rc` and a number, which lies before a patch. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['dev', 0],
  ['alpha', 1],
  ['a', 1],
  ['beta', 2],
  ['b', 2],
  ['rc', 3],
  ['patch', 6],
  ['pl', 6],
  ['p', 6],
]);
const END = 4;
const NUMBER = 5;

/** Negative, zero or positive. Throws an Error that names the version where Composer knows no place for it. */
export function comparePackagistVersions(a: string, b: string): number {
  const left = tokensOf(a);
  const right = tokensOf(b);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareTokens(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function tokensOf(text: string): readonly string[] {
  const version = partsOf(text, GRAMMAR)['version']?.toLowerCase() ?? '';
  const [head = '', wild = ''] = HEAD.exec(version) ?? [];
  const rest = version.slice(head.length);
  if (wild !== '' && !/^[.-]?dev$/.test(rest)) throw refusal(text);
  const words: readonly string[] = rest.match(WORD) ?? [];
  // Composer drops what follows this word, `1.0-stable2`, with the word.
  const tail = words.includes('stable') ? words.slice(0, words.indexOf('stable')) : words;
  if (tail.some((token) => rankOf(token) === undefined)) throw refusal(text);
  return [...filledUp(head.split('.'), wild === '' ? '0' : OPEN), ...tail];
}

function filledUp(numbers: readonly string[], filling: string): readonly string[] {
  const four = Array.from({ length: Math.max(4, numbers.length) }, (_, at) => numbers[at] ?? filling);
  return four.map((number) => (number === 'x' ? OPEN : number));
}

function compareTokens(a: string | undefined, b: string | undefined): number {
  const left = rankOf(a);
  const right = rankOf(b);
  return left === NUMBER && right === NUMBER ? compareDigits(a ?? '', b ?? '') : (left ?? END) - (right ?? END);
}

function rankOf(token: string | undefined): number | undefined {
  if (token === undefined) return END;
  return /^\d/.test(token) ? NUMBER : RANKS.get(token);
}

function refusal(version: string): Error {
  return new Error(`"${version}" is not ${GRAMMAR.title}.`);
}
