import type { VersionOrder } from '../ecosystem.ts';
import { type Grammar, partsOf } from './grammar.ts';
import { compareWordsFirst, isDigits } from './mixed.ts';

/** The order of Ruby's gems. A letter anywhere marks a pre-release, `1.0.rc1`, and a hyphen stands for `.pre.`. */
export const RUBYGEMS_VERSIONS: VersionOrder = {
  id: 'rubygems',
  specification: 'https://docs.ruby-lang.org/en/master/Gem/Version.html',
  compare: compareGemVersions,
};

const GRAMMAR: Grammar = {
  title: 'a RubyGems version',
  pattern: /^\s*(?<version>\d[\dA-Za-z]*(?:\.[\dA-Za-z]+)*(?:-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?)\s*$/,
};

/** Negative, zero or positive. Throws an Error that names the version where RubyGems would refuse it. */
export function compareGemVersions(a: string, b: string): number {
  const left = segmentsOf(a);
  const right = segmentsOf(b);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareWordsFirst(left[at] ?? '0', right[at] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

/** Runs of digits and runs of letters in turn, without the zeros that end the release and those that end the whole. */
function segmentsOf(text: string): readonly string[] {
  const { version = '' } = partsOf(text, GRAMMAR);
  const segments = version.replaceAll('-', '.pre.').match(/\d+|[A-Za-z]+/g) ?? [];
  const word = segments.findIndex((segment) => !isDigits(segment));
  const release = word === -1 ? segments : segments.slice(0, word);
  return [...withoutZeros(release), ...withoutZeros(segments.slice(release.length))];
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);
}
