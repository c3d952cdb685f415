import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNugetVersions } from '../../../src/ecosystems/order/nuget.ts';
import { lacking } from '../outside.ts';
import { assertAscending, assertRefused, assertTotalOrder, assertVectors, parseVectors, sharedVectors } from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('There are four numbers and then the labels of a pre-release', () => {
  assertAscending(compareNugetVersions, [
    '1.0.0-1',
    '1.0.0-2',
    '1.0.0-10',
    '1.0.0-alpha',
    '1.0.0-ALPHA.1',
    '1.0.0-beta',
    '1.0.0-beta-2',
    '1.0.0-Beta2',
    '1.0.0-RC.2',
    '1.0.0-rc.10',
    '1.0.0',
    '1.0.0.1-alpha',
    '1.0.0.1',
    '1.0.0.10',
    '1.0.1',
    '1.10',
  ]);
});

test('Letters count the same in either case, and numbers may be left out', () => {
  const vectors = `
    1 = 1.0.0.0
    1.0-Beta = 1.0.0-bETA
    1.0.0+a = 1.0.0+b
    1.0.01 = 1.0.1
  `;
  assertVectors(compareNugetVersions, parseVectors(vectors));
});

test('A label that does not fit 32 bits is a word, as it is to NuGet', () => {
  assertAscending(compareNugetVersions, [
    '1.0.0-3',
    '1.0.0-2147483647',
    '1.0.0-10000000000',
    '1.0.0-2147483648',
    '1.0.0-3000000000',
  ]);
  assertAscending(compareNugetVersions, ['1.0.0-20240329120000', '1.0.0-20240330120000']);
});

test('What NuGet refuses is refused by name', () => {
  assertRefused(compareNugetVersions, 'a NuGet version', [
    '',
    'v1.0',
    '1.2.3.4.5',
    '1.0-',
    '1.0-a..b',
    '1.0-a_b',
    '1.*',
    '[1.0,2.0)',
    '1 2',
  ]);
});

test('It is a total order', () => assertTotalOrder(compareNugetVersions, WRITTEN.nuget));

test('It agrees with every line of the shared list', { skip: lacking({ files: ['versions/nuget.txt'] }) }, () => {
  const vectors = sharedVectors('nuget');
  assert.ok(vectors.length >= 35);
  assertVectors(compareNugetVersions, vectors);
});
