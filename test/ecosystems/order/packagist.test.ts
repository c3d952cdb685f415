import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePackagistVersions } from '../../../src/ecosystems/order/packagist.ts';
import { lacking } from '../outside.ts';
import {
  assertAscending,
  assertRefused,
  assertTotalOrder,
  assertVectors,
  isRefused,
  parseVectors,
  sharedVectors,
} from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('Stabilities follow one another, a patch comes after the release', () => {
  assertAscending(comparePackagistVersions, [
    '1.0-dev',
    '1.0-alpha',
    '1.0-alpha1-dev',
    '1.0-alpha1',
    '1.0-alpha2',
    '1.0-alpha10',
    '1.0-beta1',
    '1.0-RC1-dev',
    '1.0-RC1',
    '1.0-RC1.2',
    '1.0',
    '1.0-patch',
    '1.0-patch1',
    '1.0.0.1',
    '1.0.1',
    '1.10',
    '1.10.x-dev',
    '1.x-dev',
    '2.0-dev',
  ]);
});

test('Numbers are filled up to four, and one stability has several names', () => {
  const vectors = `
    1 = 1.0.0.0
    v1.0 = V1.0.0
    1.0b2 = 1.0.0-beta2
    1.0_a.2 = 1.0.0-ALPHA2
    1.0pl1 = 1.0.0.0-patch1
    1.0-stable = 1.0
    1.0-stable2 = 1.0
    1.0betadev = 1.0-beta-dev
    1.0.0+build = 1.0
    2.x-dev = 2.9999999.9999999.9999999-dev
    2024.03.29 = 2024.3.29
  `;
  assertVectors(comparePackagistVersions, parseVectors(vectors));
});

test('A branch without a number has no place, nor has a word that Composer does not know', () => {
  const branches = ['', 'dev-main', 'dev-1.x', 'master', '1.x', '1.x-beta', '1.0-pre1', '1.0-foo', '1.2.3.#', '1.0 2', '1.0@dev'];
  assertRefused(comparePackagistVersions, 'a Composer version', branches);
});

test('It is a total order', () => assertTotalOrder(comparePackagistVersions, WRITTEN.composer));

// PHP's bare order has a place for branches and stray characters, and does not fill numbers up. Composer's has not, and does.
const BARE = /#|dev-foo/;
const UNFILLED = '1.0.0 > 1.0';

test('It agrees with every line of the shared list that speaks of Composer', {
  skip: lacking({ files: ['versions/packagist.txt'] }),
}, () => {
  const vectors = sharedVectors('packagist').filter(({ a, relation, b }) => `${a} ${relation} ${b}` !== UNFILLED);
  const [bare, judged] = [true, false].map((is) => vectors.filter(({ a, b }) => BARE.test(`${a} ${b}`) === is));
  assert.ok(judged !== undefined && judged.length >= 86);
  assertVectors(comparePackagistVersions, judged);
  const refused = ({ a, b }: { a: string; b: string }): boolean =>
    [a, b].some((text) => isRefused(comparePackagistVersions, text));
  assert.ok(bare?.length === 8 && bare.every(refused));
});
