import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareRpmVersions } from '../../../src/ecosystems/rpm/version.ts';
import { lacking } from '../outside.ts';
import { assertAscending, assertTotalOrder, assertVectors, parseVectors, samplePairs, sharedVectors } from '../vectors.ts';

const PIECES = ['0', '1', '9', '10', '007', '20240329', '.', '.', '_', '+', '~', '^', '-', 'a', 'B', 'el9', 'rc', 'git'];

const versions = fc
  .tuple(fc.constantFrom('', '', '0:', '1:', '01:', '32:'), fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }))
  .map(([epoch, pieces]) => `${epoch}${pieces.join('')}`);

test('A tilde is before the end, a caret behind it, letters come before numbers', () => {
  assertAscending(compareRpmVersions, [
    '1.0~',
    '1.0~rc1',
    '1.0~rc1^git1',
    '1.0~rc2',
    '1.0',
    '1.0^~',
    '1.0^',
    '1.0^git1',
    '1.0^git2',
    '1.0.a',
    '1.0.1',
    '1.2',
    '1.10',
  ]);
  assertAscending(compareRpmVersions, ['1', '1-', '1-0', '1-1.el9', '1-1.el9_0', '1-1.el9_0.1', '1-1.el9_1', '1-2.el9', '1:0']);
  assertAscending(compareRpmVersions, [
    '3.0.1-41.el9_0',
    '1:3.0.1-41.el9_0',
    '1:3.0.1-43.el9_0',
    '1:3.0.7-6.el9_2',
    '32:9.16.23-1.el9_0.1',
  ]);
});

test('What is left out counts as zero or less, and separators are all the same', () => {
  const vectors = `
    1.0-1 = 0:1.0-1
    00:1.0-1 = :1.0-1
    1.0-1 = 1_0-1
    1.0-1 = 1..0-1
    1.0-1 = 1.00-01
    1.0 < 1.0-0
    1a = 1.a
    1.0a > 1.0
    1.0^1 < 1.0.A
    a:1 < b:1
    1-1-1 = 1.1-1
  `;
  assertVectors(compareRpmVersions, parseVectors(vectors));
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(compareRpmVersions, [
    '1.9007199254740992',
    '1.9007199254740993',
    `1.${'9'.repeat(400)}`,
    `1.1${'0'.repeat(400)}`,
  ]);
});

test('What is empty or holds a space is refused by name', () => {
  for (const version of ['', ' ', '1 2', '1-1\n', '1\t-1']) {
    assert.throws(() => compareRpmVersions('1', version), { message: `"${version}" is not an rpm version.` });
  }
});

test('It is a total order', () => assertTotalOrder(compareRpmVersions, versions));

test('It agrees with every line of the shared list', { skip: lacking({ files: ['versions/redhat.txt'] }) }, () => {
  const vectors = sharedVectors('redhat');
  assert.ok(vectors.length >= 150);
  assertVectors(compareRpmVersions, vectors);
});

test('It agrees with rpm itself on 4,000 generated pairs', { skip: lacking({ tools: ['rpm'] }) }, () => {
  const pairs = samplePairs(versions, 4000);
  const list = pairs.map(([a, b]) => `{"${a}","${b}"}`).join(',');
  const program = `%{lua:for _, p in ipairs({${list}}) do print(rpm.vercmp(p[1], p[2])) print(",") end}`;
  const printed = execFileSync('rpm', ['--eval', program], { encoding: 'utf8' });
  const answers = printed.replaceAll(/[\s]/g, '').split(',').slice(0, -1);
  assert.equal(answers.length, pairs.length);
  const relations = new Map([
    ['-1', '<'],
    ['0', '='],
    ['1', '>'],
  ]);
  assertVectors(
    compareRpmVersions,
    parseVectors(pairs.map(([a, b], at) => `${a} ${relations.get(answers[at] ?? '')} ${b}`).join('\n')),
  );
});
