import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareGemVersions } from '../../../src/ecosystems/order/rubygems.ts';
import { lacking } from '../outside.ts';
import { assertAscending, assertRefused, assertTotalOrder, assertVectors, parseVectors, sharedVectors } from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('A letter marks a pre-release, wherever it stands', () => {
  assertAscending(compareGemVersions, [
    '0.9.9',
    '1.0.0.A',
    '1.0.0.a',
    '1.0.0.a.1',
    '1.0.0.a.10',
    '1.0.0.beta2',
    '1.0.0.beta10',
    '1.0.0-1',
    '1.0.0.rc1',
    '1.0.0',
    '1.0.0.1.a',
    '1.0.0.1',
    '1.0.1',
    '1.10',
    '2.b1',
  ]);
});

test('Zeros at the end of the release and of the whole do not count', () => {
  const vectors = `
    1.0 = 1
    1.0.0.a = 1.a
    1.a.0 = 1.a
    1.a.0.1 > 1.a
    1.0.a2 = 1.0.a.2
    1.0-rc.1 = 1.0.pre.rc.1
    01.02 = 1.2
    1beta < 1
  `;
  assertVectors(compareGemVersions, parseVectors(vectors));
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(compareGemVersions, ['1.9007199254740992', '1.9007199254740993', `1.${'9'.repeat(300)}`]);
});

test('What RubyGems refuses is refused by name', () => {
  assertRefused(compareGemVersions, 'a RubyGems version', [
    '',
    'a',
    '.1',
    '1.',
    '1..2',
    '1.0+b',
    '1.0_1',
    '1.0-',
    '1 2',
    '1.13.0-x86_64-linux',
  ]);
});

test('It is a total order', () => assertTotalOrder(compareGemVersions, WRITTEN.gem));

test('It agrees with every line of the shared list', { skip: lacking({ files: ['versions/rubygems.txt'] }) }, () => {
  const vectors = sharedVectors('rubygems');
  assert.ok(vectors.length >= 25);
  assertVectors(compareGemVersions, vectors);
});
