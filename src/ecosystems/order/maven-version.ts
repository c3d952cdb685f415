import { type Grammar, partsOf } from './grammar.ts';
import type { MavenItem, MavenList } from './maven-items.ts';

/**
 * Characters that Maven forbids in a version, and the `${}` of a property that was never filled in, are refused; so is what
 * is longer than Maven takes, for each hyphen nests a list within the last.
 */
const GRAMMAR: Grammar = {
  title: 'a Maven version',
  pattern: /^(?<version>[^\s\p{Cc}$()*,/:<>?[\\\]{|}"]{1,256})$/u,
};

/** A word with the number behind it, a word, a number, or what separates them. */
const PIECE = /(?<word>[^\d.-]+)(?:-?(?<serial>\d+))?|(?<number>\d+)|(?<separator>[.-])/g;

/** Other names of the words that Maven knows. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cr', 'rc'],
  ['ga', ''],
  ['final', ''],
  ['release', ''],
]);
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/** Takes a version apart. Throws an Error that names the version where Maven would refuse it. */
export function parseMavenVersion(text: string): MavenList {
  const version = partsOf(text, GRAMMAR)['version']?.toLowerCase() ?? '';
  const lists: MavenItem[][] = [[]];
  let separated = true;
  for (const piece of version.matchAll(PIECE)) {
    const { separator } = piece.groups ?? {};
    if (separator === undefined) {
      if (!separated) descend(lists);
      add(itemOf(piece.groups ?? {}), lists);
    } else if (separated) innermost(lists).push({ kind: 'number', digits: '0' });
    if (separator === '-') descend(lists);
    separated = separator !== undefined;
  }
  return { kind: 'list', items: nest(lists) };
}

function itemOf({ word, serial, number = '' }: Readonly<Record<string, string | undefined>>): MavenItem {
  if (word === undefined) return { kind: 'number', digits: number };
  if (serial === undefined) return { kind: 'word', word: ALIASES.get(word) ?? word, digits: '' };
  return { kind: 'word', word: ABBREVIATIONS.get(word) ?? ALIASES.get(word) ?? word, digits: serial };
}

/** A word with a number is set off as if by a hyphen: `1.0.rc1` is `1.0-rc1`. */
function add(item: MavenItem, lists: MavenItem[][]): void {
  if (item.kind === 'word' && item.digits !== '') descend(lists);
  innermost(lists).push(item);
}

/** Begins a list within the last, unless that one has just begun. */
function descend(lists: MavenItem[][]): void {
  if (innermost(lists).length > 0) lists.push([]);
}

function innermost(lists: readonly MavenItem[][]): MavenItem[] {
  const last = lists.at(-1);
  if (last === undefined) throw new Error('a Maven version has at least one list');
  return last;
}

/** Puts each list at the end of the one before it, from the innermost outwards, without the zeros that mean nothing there. */
function nest(lists: readonly MavenItem[][]): readonly MavenItem[] {
  return lists.reduceRight<readonly MavenItem[]>(
    (inner, items) => trimmed(inner.length === 0 ? items : [...items, { kind: 'list', items: inner }]),
    [],
  );
}

/** Zeros mean nothing at the end, before a hyphen and before a word. */
function trimmed(items: readonly MavenItem[]): readonly MavenItem[] {
  const kept: MavenItem[] = [];
  for (const item of items.toReversed()) {
    if (!isZero(item) || kept.at(-1)?.kind === 'number') kept.push(item);
  }
  return kept.reverse();
}

function isZero(item: MavenItem): boolean {
  return item.kind === 'number' && /^0*$/.test(item.digits);
}
