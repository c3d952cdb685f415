import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareDpkgVersions } from '../../../src/ecosystems/dpkg/version.ts';
import { lacking } from '../outside.ts';
import {
  assertAscending,
  assertTotalOrder,
  assertVectors,
  parseVectors,
  relationOf,
  samplePairs,
  sharedVectors,
} from '../vectors.ts';

const PIECES = ['0', '1', '9', '10', '007', '20240329', '.', '.', '+', '~', '-', '-', 'a', 'B', 'deb12u1', 'rc', 'ubuntu'];

/** An upstream version begins with a digit, so that dpkg has nothing to warn about, and may have any shape behind it. */
const versions = fc
  .tuple(fc.constantFrom('', '', '0:', '1:', '01:', '12:'), fc.array(fc.constantFrom(...PIECES), { maxLength: 7 }))
  .map(([epoch, pieces]) => `${epoch}1${pieces.join('')}`)
  .filter((version) => !version.endsWith('-'));

test('A tilde is before the end, letters are before other characters, and numbers are numbers', () => {
  assertAscending(compareDpkgVersions, [
    '1.0~~',
    '1.0~~a',
    '1.0~',
    '1.0',
    '1.0-1',
    '1.0a',
    '1.0b',
    '1.0+b1',
    '1.0.1',
    '1.2',
    '1.10',
    '2',
  ]);
  assertAscending(compareDpkgVersions, [
    '3.0.11-1~deb12u1',
    '3.0.11-1~deb12u2',
    '3.0.11-1',
    '3.0.11-1+b1',
    '3.0.11-2',
    '1:0.1-1',
  ]);
  assertAscending(compareDpkgVersions, [
    '7.88.1-10+deb12u5',
    '7.88.1-10+deb12u12',
    '7.88.1-11',
    '8.5.0-2ubuntu10.1',
    '8.5.0-2ubuntu10.6',
  ]);
});

test('What is left out counts as zero', () => {
  const vectors = `
    1.0 = 0:1.0
    1.0 = 1.0-0
    1.0-00 = 0:1.0
    1.0 = 1.00
    1.0 < 1.0-0a
    1.0. > 1.0
    0:1-1-1 < 1:0
    1-1-1 < 1-1.0-1
  `;
  assertVectors(compareDpkgVersions, parseVectors(vectors));
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(compareDpkgVersions, [
    '1.9007199254740992',
    '1.9007199254740993',
    `1.${'9'.repeat(400)}`,
    `1.1${'0'.repeat(400)}`,
  ]);
});

test('What dpkg refuses is refused by name', () => {
  for (const version of ['', ' ', '1 2', '1:', ':1', '1-', '1:-1', '-1', 'a:1', '1-:1', '2147483648:1', '1.0\u00e9', '1\u0000']) {
    assert.throws(() => compareDpkgVersions('1.0', version), new RegExp(`^Error: "${version}" is not a dpkg version`));
  }
});

test('What dpkg only warns about is ordered', () => {
  assertAscending(compareDpkgVersions, ['1_1', '2147483647:a', '2147483647:_']);
});

test('It is a total order', () => assertTotalOrder(compareDpkgVersions, versions));

test('It agrees with every line of the shared list', { skip: lacking({ files: ['versions/debian.txt'] }) }, () => {
  const vectors = sharedVectors('debian');
  assert.ok(vectors.length >= 30);
  assertVectors(compareDpkgVersions, vectors);
});

test('It agrees with dpkg itself on 2,500 generated pairs', { skip: lacking({ tools: ['dpkg'] }) }, () => {
  const relations = { '<': 'lt', '=': 'eq', '>': 'gt' } as const;
  const pairs = samplePairs(versions, 2500).filter(([, b]) => /^(?:\d+:)?\d[^:]*$/.test(b) && !b.endsWith('-'));
  const claims = pairs.map(([a, b]) => `${a} ${relations[relationOf(compareDpkgVersions, a, b)]} ${b}\n`);
  const script = 'while read -r a r b; do dpkg --compare-versions "$a" "$r" "$b" || echo "$a $r $b"; done';
  const { stdout } = spawnSync('sh', ['-c', script], { input: claims.join(''), encoding: 'utf8' });
  assert.equal(stdout, '');
  for (const relation of Object.values(relations)) assert.ok(claims.some((claim) => claim.includes(` ${relation} `)));
});
