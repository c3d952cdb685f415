import { compareDigits, compareText } from './digits.ts';

/**
 * A part of a Maven version. What a hyphen, or the transition from a number to a word, sets off is a list within the list;
 * a word and the number at its end are one item.
 */
export type MavenItem = { readonly kind: 'number'; readonly digits: string } | MavenWord | MavenList;

export interface MavenWord {
  readonly kind: 'word';
  readonly word: string;
  /** Empty where the word has no number. */
  readonly digits: string;
}

export interface MavenList {
  readonly kind: 'list';
  readonly items: readonly MavenItem[];
}

/** From the least to the greatest. All other words come behind these, in the order of the alphabet. */
const WORDS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const RELEASE = WORDS.indexOf('');

/** Orders two items. Where a version has none, the other's is weighed against nothing: `1-rc` is less than `1`. */
export function compareMavenItems(a: MavenItem | undefined, b: MavenItem | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -weigh(b);
  if (b === undefined) return weigh(a);
  if (a.kind === 'number' || b.kind === 'number') return compareNumber(a, b);
  if (a.kind === 'list') return b.kind === 'list' ? compareLists(a.items, b.items) : compareListWithWord(a.items, b);
  return b.kind === 'list' ? -compareListWithWord(b.items, a) : compareNumberedWords(a, b);
}

/** A number is greater than anything else. */
function compareNumber(a: MavenItem, b: MavenItem): number {
  if (a.kind === 'number' && b.kind === 'number') return compareDigits(a.digits, b.digits);
  return a.kind === 'number' ? 1 : -1;
}

/** A word without a number has a zero: `rc` is `rc0`, and less than `rc1`. */
function compareNumberedWords(a: MavenWord, b: MavenWord): number {
  return compareWords(a.word, b.word) || compareDigits(a.digits, b.digits);
}

function compareLists(a: readonly MavenItem[], b: readonly MavenItem[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = compareMavenItems(a[at], b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareListWithWord(items: readonly MavenItem[], word: MavenWord): number {
  return compareMavenItems(items[0], word) || weighAll(items.slice(1));
}

/** How an item compares with nothing. */
function weigh(item: MavenItem): number {
  if (item.kind === 'list') return weighAll(item.items);
  const order = item.kind === 'number' ? 0 : rankOf(item.word) - RELEASE;
  return order || compareDigits(item.digits, '');
}

function weighAll(items: readonly MavenItem[]): number {
  for (const item of items) {
    const order = weigh(item);
    if (order !== 0) return order;
  }
  return 0;
}

function compareWords(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || compareText(a, b);
}

function rankOf(word: string): number {
  const rank = WORDS.indexOf(word);
  return rank === -1 ? WORDS.length : rank;
}
