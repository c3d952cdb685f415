import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as npm from 'semver';
import { compareSemver } from '../../../src/ecosystems/order/semver.ts';
import { lacking } from '../outside.ts';
import {
  assertAscending,
  assertRefused,
  assertTotalOrder,
  assertVectors,
  parseVectors,
  samplePairs,
  sharedVectors,
} from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('Pre-releases come before their release, numbers before words, and what goes on comes later', () => {
  assertAscending(compareSemver, [
    '0.0.0-0',
    '0.9.12',
    '0.10.0',
    '1.0.0-0',
    '1.0.0-2',
    '1.0.0-11',
    '1.0.0--',
    '1.0.0-RC.1',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-rc.2',
    '1.0.0-rc.10',
    '1.0.0',
    '1.0.1',
    '10.0.0',
  ]);
});

test('What follows a plus sign does not count, nor does what npm forgives', () => {
  const vectors = `
    1.2.3+a = 1.2.3+b
    1.2.3-rc.1+a = 1.2.3-rc.1
    v1.2.3 = 1.2.3
    =v1.2.3 = 1.2.3
    01.02.03 = 1.2.3
    1.2.3beta = 1.2.3-beta
    1.2.3beta.2 < 1.2.3
    1.2.3-01 = 1.2.3-1
  `;
  assertVectors(compareSemver, parseVectors(vectors));
});

test('Numbers that are left out are zeros, and there may be more than three', () => {
  assertVectors(compareSemver, parseVectors('1 = 1.0.0\n1.2 = 1.2.0\n1.2-rc < 1.2.0\n1.2.0 = 1.2.0.0'));
  assertAscending(compareSemver, ['1.2.3', '1.2.3.4', '1.2.3.10', '1.2.4']);
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(compareSemver, [
    '1.0.0-9007199254740992',
    '1.0.0-9007199254740993',
    '9007199254740992.0.0',
    '9007199254740993.0.0',
    `${'9'.repeat(300)}.0.0`,
  ]);
});

test('What is not a semantic version is refused by name', () => {
  assertRefused(compareSemver, 'a semantic version', [
    '',
    'latest',
    '1.x',
    '1..2',
    '1.2.3-',
    '1.2.3-a..b',
    '1.2.3+',
    '1.2.3-a_b',
    '1.2.3 - 2',
    '^1.2.3',
    '1.2.\u0663',
    'git+ssh://a/b.git#v1.0.0',
  ]);
});

test('It is a total order', () => assertTotalOrder(compareSemver, WRITTEN.semver));

test('It agrees with every line of the shared list', { skip: lacking({ files: ['versions/semver.txt'] }) }, () => {
  const vectors = sharedVectors('semver');
  assert.ok(vectors.length >= 80);
  assertVectors(compareSemver, vectors);
});

/** npm itself compares identifiers as Numbers. */
const isInexact = (text: string): boolean => /\d{16}/.test(text);

test('It agrees with npm on 10,000 generated pairs', () => {
  const pairs = samplePairs(WRITTEN.semver, 45_000).filter(
    ([a, b]) => npm.valid(a) !== null && npm.valid(b) !== null && !isInexact(`${a} ${b}`),
  );
  assert.ok(pairs.length >= 10_000, `${pairs.length}`);
  for (const [a, b] of pairs) assert.equal(Math.sign(compareSemver(a, b)), npm.compare(a, b), `${a} ${b}`);
});
