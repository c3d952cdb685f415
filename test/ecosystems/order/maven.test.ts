import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareMavenVersions } from '../../../src/ecosystems/order/maven.ts';
import { lacking } from '../outside.ts';
import { assertAscending, assertRefused, assertTotalOrder, assertVectors, parseVectors, sharedVectors } from '../vectors.ts';
import { WRITTEN } from './generators.ts';

test('The words that Maven knows stand around the release, all others behind them', () => {
  assertAscending(compareMavenVersions, [
    '1.0-alpha',
    '1.0-alpha-1',
    '1.0-alpha-2',
    '1.0-alpha10',
    '1.0-beta',
    '1.0-milestone1',
    '1.0-rc',
    '1.0-rc1',
    '1.0.RC2',
    '1.0-SNAPSHOT',
    '1.0',
    '1.0-sp',
    '1.0-sp1',
    '1.0-android',
    '1.0-jre',
    '1.0-redhat-1',
    '1.0-1',
    '1.0.1',
    '1.10',
  ]);
});

test('Real versions of Maven Central are ordered as they were released', () => {
  assertAscending(compareMavenVersions, ['2.0-beta9', '2.0-rc1', '2.0', '2.3.1', '2.12.1', '2.15.0', '2.17.1']);
  assertAscending(compareMavenVersions, ['5.3.0.M1', '5.3.0.RC1', '5.3.0.RELEASE', '5.3.17', '5.3.18']);
  assertAscending(compareMavenVersions, ['4.1.0.Beta8', '4.1.0.CR1', '4.1.0.Final', '4.1.42.Final', '4.1.100.Final']);
  assertAscending(compareMavenVersions, ['r05', 'r09', '10.0', '31.1-android', '31.1-jre', '32.0.0-android']);
  assertAscending(compareMavenVersions, ['9.4.9.v20180320', '9.4.10.RC0', '9.4.10.v20180503', '9.4.11.v20180605']);
  assertAscending(compareMavenVersions, ['3.0.0-M9', '3.0.0', '20030203', '20240303']);
  assertAscending(compareMavenVersions, ['1.4.2.Final', '1.4.2.Final-redhat-00001', '1.4.2.Final-redhat-00002', '1.4.3.Final']);
});

test('One version has many spellings', () => {
  const vectors = `
    1 = 1.0.0
    1.ga = 1-FINAL
    1.0.RELEASE = 1
    1-cr2 = 1.RC2
    1a1 = 1-alpha-1
    1b2 = 1.beta2
    1-m3 = 1.milestone-3
    1.0.rc1 = 1-rc-1
    1- = 1.
    1..1 = 1.0.1
    1.x- < 1x-sp
    1.sp < 1sp.2
    1.01 = 1.1
    1-0.0 = 1
    1.0.0-foo.0.0 = 1-foo
    1.0-1 = 1-1
    1-rc0 = 1-rc
    1-ga-0 = 1
    0-rc = 0.0.rc
    0.0.0-2021 < 20.0.0
    1.0.0-20240329 < 1.0-20250329
  `;
  assertVectors(compareMavenVersions, parseVectors(vectors));
});

test('A single letter is short for a word only before a number', () => {
  assertVectors(compareMavenVersions, parseVectors('1-a > 1\n1-a1 < 1\n1-x1 > 1\n1-m < 1-x'));
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(compareMavenVersions, [
    '1-rc9007199254740992',
    '1-rc9007199254740993',
    '1.9007199254740992',
    '1.9007199254740993',
  ]);
});

test('What Maven forbids, and a property that nothing filled in, is refused by name', () => {
  const forbidden = [
    '',
    '${project.version}',
    '${revision}',
    '$version',
    '[1.0,2.0)',
    '1.0/2',
    '1:0',
    '1 0',
    '1\n',
    '1?',
    '9'.repeat(257),
  ];
  assertRefused(compareMavenVersions, 'a Maven version', forbidden);
});

test('The longest version that nests at every hyphen is compared', () => {
  const nested = '1-'.repeat(127);
  assertAscending(compareMavenVersions, [`${nested}1`, `${nested}2`]);
});

test('It is a total order', () => assertTotalOrder(compareMavenVersions, WRITTEN.maven));

// An older Maven's, in which "ga" vanished even before a number; and one whose empty part 4.0 no longer reads as a zero.
const OLDER = new Set(['1-1 = 1-ga-1', '1-1.foo-bar-1-baz-0.1 = 1-1.foo-bar1baz-.1']);

test('It agrees with every line of the shared list but two', { skip: lacking({ files: ['versions/maven.txt'] }) }, () => {
  const vectors = sharedVectors('maven').filter(({ a, relation, b }) => !OLDER.has(`${a} ${relation} ${b}`));
  assert.ok(vectors.length >= 100);
  assertVectors(compareMavenVersions, vectors);
});
