import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { shared } from './outside.ts';

type Compare = (a: string, b: string) => number;
type Relation = '<' | '=' | '>';

/** `1.0 < 1.1`. */
export interface Vector {
  readonly a: string;
  readonly relation: Relation;
  readonly b: string;
}

/** Reads one comparison a line; empty lines, and comments behind a hash or two slashes, count for nothing. */
export function parseVectors(text: string): readonly Vector[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^(?:#|\/\/|$)/.test(line))
    .map((line) => {
      const { a, relation, b } = /^(?<a>\S+) (?<relation>[<=>]) (?<b>\S+)$/.exec(line)?.groups ?? {};
      assert.ok(a !== undefined && b !== undefined && relation !== undefined, `not a vector: ${line}`);
      return { a, relation: relation as Relation, b };
    });
}

export function sharedVectors(name: string): readonly Vector[] {
  return parseVectors(readFileSync(shared(`versions/${name}.txt`), 'utf8'));
}

/** Whether an order cannot take a version apart. */
export function isRefused(compare: Compare, version: string): boolean {
  try {
    compare(version, version);
    return false;
  } catch {
    return true;
  }
}

/** Holds that each is refused by name, on whichever side it stands. */
export function assertRefused(compare: Compare, title: string, versions: readonly string[]): void {
  for (const version of versions) {
    const message = `"${version}" is not ${title}.`;
    assert.throws(() => compare(version, '1.0'), { message });
    assert.throws(() => compare('1.0', version), { message });
  }
}

export function relationOf(compare: Compare, a: string, b: string): Relation {
  const order = compare(a, b);
  if (order === 0) return '=';
  return order < 0 ? '<' : '>';
}

/** Holds the order to every vector, read from the left and from the right. */
export function assertVectors(compare: Compare, vectors: readonly Vector[]): void {
  const turned = { '<': '>', '=': '=', '>': '<' } as const;
  for (const { a, relation, b } of vectors) {
    assert.equal(`${a} ${relationOf(compare, a, b)} ${b}`, `${a} ${relation} ${b}`);
    assert.equal(`${b} ${relationOf(compare, b, a)} ${a}`, `${b} ${turned[relation]} ${a}`);
  }
}

/** Holds that versions which are listed from the least to the greatest are ordered so, each against each. */
export function assertAscending(compare: Compare, versions: readonly string[]): void {
  const vectors = versions.flatMap((a, at) => versions.slice(at + 1).map((b): Vector => ({ a, relation: '<', b })));
  assertVectors(compare, vectors);
}

/** Holds that the order is one: that a version equals itself, that turning a pair turns the answer, and that it is transitive. */
export function assertTotalOrder(compare: Compare, versions: fc.Arbitrary<string>): void {
  const sign = (a: string, b: string): number => Math.sign(compare(a, b));
  fc.assert(
    fc.property(versions, versions, versions, (a, b, c) => {
      assert.equal(sign(a, a), 0);
      assert.equal(sign(a, b) + sign(b, a), 0);
      const [x, y, z] = [a, b, c].sort(compare) as [string, string, string];
      assert.ok(compare(x, y) <= 0 && compare(y, z) <= 0 && compare(x, z) <= 0, `${x} ${y} ${z}`);
      if (compare(x, y) === 0) assert.equal(sign(x, z), sign(y, z));
    }),
    { numRuns: 3000, seed: 24 },
  );
}

/** The same pairs in every run. Half of them differ in one place only, where an order is decided. */
export function samplePairs(versions: fc.Arbitrary<string>, count: number): readonly (readonly [string, string])[] {
  const alike = fc.tuple(versions, versions, fc.nat()).map(([a, b, at]) => {
    const cut = at % (a.length + 1);
    return [a, a.slice(0, cut) + b.slice(cut)] as const;
  });
  return fc.sample(fc.oneof(fc.tuple(versions, versions), alike), { numRuns: count, seed: 275 });
}
