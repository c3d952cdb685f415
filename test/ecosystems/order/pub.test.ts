import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePubVersions } from '../../../src/ecosystems/order/pub.ts';
import { lacking } from '../outside.ts';
import { assertAscending, assertRefused, assertTotalOrder, assertVectors, sharedVectors } from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('What follows a plus sign makes a version later, numbers before words', () => {
  assertAscending(comparePubVersions, [
    '1.0.0-rc',
    '1.0.0-rc+1',
    '1.0.0',
    '1.0.0+2',
    '1.0.0+2.1',
    '1.0.0+10',
    '1.0.0+9a',
    '1.0.0+a',
    '1.0.1',
  ]);
});

test('What is not a semantic version is refused by name', () => {
  assertRefused(comparePubVersions, 'a semantic version', ['', 'any', '1.0.0+', '1.0.0+a..b']);
});

test('It is a total order', () => assertTotalOrder(comparePubVersions, WRITTEN.semver));

test('It agrees with every line of the shared list', { skip: lacking({ files: ['versions/pub.txt'] }) }, () => {
  const vectors = sharedVectors('pub');
  assert.ok(vectors.length >= 100);
  assertVectors(comparePubVersions, vectors);
});
