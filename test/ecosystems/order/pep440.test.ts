import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparePep440Versions } from '../../../src/ecosystems/order/pep440.ts';
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

test('Development, alpha, beta, candidate, release, local and post follow one another', () => {
  assertAscending(comparePep440Versions, [
    '1.0.dev1',
    '1.0.dev2',
    '1.0a1.dev1',
    '1.0a1',
    '1.0a1.post1.dev1',
    '1.0a1.post1',
    '1.0a2',
    '1.0b1',
    '1.0rc1',
    '1.0rc2',
    '1.0rc10',
    '1.0',
    '1.0+abc',
    '1.0+abc.1',
    '1.0+abd',
    '1.0+1',
    '1.0+1.a',
    '1.0+1.1',
    '1.0+2',
    '1.0.post1.dev1',
    '1.0.post1',
    '1.0.1.dev1',
    '1.1',
    '1.10',
    '2024.1',
    '1!0.1',
  ]);
});

test('One version has many spellings', () => {
  const vectors = `
    1.0 = 1.0.0
    v1.0 = 1.0
    1.0ALPHA1 = 1.0a1
    1.0-beta_2 = 1.0b2
    1.0c1 = 1.0rc1
    1.0.preview.1 = 1.0rc1
    1.0a = 1.0a0
    1.0-1 = 1.0.post1
    1.0.rev1 = 1.0.r1
    1.0.dev = 1.0.dev0
    1.0+Ubuntu-1 = 1.0+ubuntu.01
    0!1.0 = 1.0
    01.0 = 1.0
  `;
  assertVectors(comparePep440Versions, parseVectors(vectors));
});

test('A local segment is a number only if it is all digits', () => {
  assertAscending(comparePep440Versions, ['1.0+0x10', '1.0+1e5', '1.0+2', '1.0+16', '1.0+99999']);
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(comparePep440Versions, [
    '1.0.dev9007199254740992',
    '1.0.dev9007199254740993',
    '9007199254740992',
    '9007199254740993',
  ]);
});

test('Versions from before PEP 440 are refused by name', () => {
  assertRefused(comparePep440Versions, 'a PEP 440 version', [
    '',
    '1.0-final',
    '2004d',
    '0.9-ivysaur',
    '1.0.x',
    '1.0+',
    '1..0',
    '1.0a1b1',
    '1.0 1',
  ]);
});

test('It is a total order', () => assertTotalOrder(comparePep440Versions, WRITTEN.python));

test('It agrees with every line of the shared list that PEP 440 can read', {
  skip: lacking({ files: ['versions/pypi.txt'] }),
}, () => {
  const legacy = /-[a-z]{4,}|^-class/;
  const [refused, judged] = [true, false].map((is) => sharedVectors('pypi').filter(({ a }) => legacy.test(a) === is));
  assert.ok(judged !== undefined && judged.length >= 26);
  assertVectors(comparePep440Versions, judged);
  assert.ok(refused?.length === 11 && refused.every(({ a }) => isRefused(comparePep440Versions, a)));
});
