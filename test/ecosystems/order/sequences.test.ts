import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareCranVersions } from '../../../src/ecosystems/order/cran.ts';
import { compareHackageVersions } from '../../../src/ecosystems/order/hackage.ts';
import { lacking } from '../outside.ts';
import { assertAscending, assertRefused, assertTotalOrder, assertVectors, parseVectors, sharedVectors } from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('R and Haskell count a version that goes on as later, even if by zeros', () => {
  const versions = ['0', '0.0', '0.9', '0.75', '1', '1.0', '1.0.0', '1.0.0.1', '1.1', '9007199254740992', '9007199254740993'];
  assertAscending(compareCranVersions, versions);
  assertAscending(compareHackageVersions, versions);
});

test('To R a hyphen is a point, and leading zeros do not count', () => {
  assertVectors(compareCranVersions, parseVectors('1.0-1 = 1.0.1\n1-0-1 = 1.0.1\n0.01 = 0.1\n7.3-60 < 7.3-60.1'));
});

test('What is not made of numbers is refused by name', () => {
  const neither = ['', '1.', '.1', '1..2', '1.a', 'a', '1.0+1', ' 1', '1\n'];
  assertRefused(compareCranVersions, 'an R version', [...neither, '1-', '1.-1']);
  assertRefused(compareHackageVersions, 'a Haskell version', [...neither, '1-2']);
});

test('Each is a total order', () => {
  assertTotalOrder(compareCranVersions, WRITTEN.r);
  assertTotalOrder(compareHackageVersions, WRITTEN.numeric);
});

test('Each agrees with every line of its shared list', {
  skip: lacking({ files: ['versions/cran.txt', 'versions/hackage.txt'] }),
}, () => {
  const [cran, hackage] = [sharedVectors('cran'), sharedVectors('hackage')];
  assert.ok(cran.length >= 21 && hackage.length >= 11);
  assertVectors(compareCranVersions, cran);
  assertVectors(compareHackageVersions, hackage);
});
