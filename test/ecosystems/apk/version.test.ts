import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareApkVersions } from '../../../src/ecosystems/apk/version.ts';
import { lacking, unpack } from '../outside.ts';
import {
  assertAscending,
  assertTotalOrder,
  assertVectors,
  parseVectors,
  relationOf,
  samplePairs,
  sharedVectors,
} from '../vectors.ts';

const ROOTFS = 'rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz';
const LOADER = 'lib/ld-musl-x86_64.so.1';

const number = fc.constantFrom('0', '00', '1', '2', '10', '01', '010', '02', '001', '9', '20240329');
const optional = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), arbitrary);
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((texts) => texts.join(''));
const several = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(arbitrary, { maxLength: 2 }).map((texts) => texts.join(''));

const suffix = joined(fc.constantFrom('_alpha', '_beta', '_pre', '_rc', '_cvs', '_svn', '_git', '_hg', '_p'), optional(number));
const head = joined(number, several(joined(fc.constant('.'), number)), optional(fc.constantFrom('a', 'b', 'p', 'p1')));
const revision = optional(joined(fc.constant('-r'), number));
const versions = joined(head, several(suffix), revision);

const isRefused = (version: string): boolean => {
  try {
    return compareApkVersions(version, version) !== 0;
  } catch {
    return true;
  }
};

test('Suffixes are ordered, and those of a pre-release come before the version itself', () => {
  const suffixes = [
    '_alpha',
    '_alpha1',
    '_beta',
    '_pre',
    '_rc',
    '_rc2',
    '_rc10',
    '',
    '_cvs',
    '_svn',
    '_git',
    '_git20240329',
    '_hg',
    '_p',
    '_p1',
  ];
  assertAscending(
    compareApkVersions,
    suffixes.map((text) => `1.2${text}`),
  );
  assertAscending(compareApkVersions, [
    '1.2_rc1',
    '1.2_rc1_p1',
    '1.2',
    '1.2-r0',
    '1.2-r1',
    '1.2-r10',
    '1.2_p1',
    '1.2a',
    '1.2b',
    '1.2.0',
    '1.3',
  ]);
});

test('Zeros that lead a fraction make it less', () => {
  assertAscending(compareApkVersions, ['1', '1.001', '1.002', '1.01', '1.02', '1.010', '1.1', '1.9', '1.10']);
  assertAscending(compareApkVersions, ['1.00', '1.0_rc1', '1.0', '1.0-r0', '1.0.1', '1.06-r1']);
  assertVectors(compareApkVersions, parseVectors('01.2 = 1.2\n1-r1 = 1-r01\n1_p01 = 1_p1'));
});

test('Real versions of Alpine are ordered as they were released', () => {
  assertAscending(compareApkVersions, ['1.36.1-r5', '1.36.1-r15', '1.36.1-r16', '1.37.0-r0']);
  assertAscending(compareApkVersions, ['9.3_p1-r3', '9.3_p2-r0', '9.6_p1-r0']);
  assertAscending(compareApkVersions, ['1.1.1t-r0', '1.1.1u-r1', '3.1.0_beta1-r0', '3.1.0-r4', '3.1.4-r5']);
  assertAscending(compareApkVersions, ['6.6.2_p1', '6.6.2_p2', '6.6.2p1', '6.6.2p2']);
});

test('A commit follows the version it was made from, and precedes nothing of the next', () => {
  assertAscending(compareApkVersions, ['1.2-r3', '1.2~0a1b-r0', '1.2~0a1c-r0', '1.2_p1', '1.2.1']);
});

test('Numbers longer than a Number holds are compared exactly', () => {
  assertAscending(compareApkVersions, [
    '1.9007199254740992',
    '1.9007199254740993',
    `1.${'9'.repeat(400)}`,
    `1.1${'0'.repeat(400)}`,
  ]);
});

test('What is not a version is refused by name', () => {
  const refused = [
    '',
    'a',
    '.1',
    '1.',
    '1..2',
    '1.2A',
    '1.0bc',
    '1_foo',
    '1_',
    '1-1',
    '1-r',
    '1-r1-r2',
    '1-r1_p1',
    '1~',
    '1~xyz',
    '1-r1~ab',
    ' 1',
    '1\n',
  ];
  for (const version of refused) {
    assert.throws(() => compareApkVersions(version, '1.0'), { message: `"${version}" is not an apk version.` });
  }
});

test('It is a total order', () =>
  assertTotalOrder(compareApkVersions, joined(head, several(suffix), fc.constantFrom('', '~0a', '~b'), revision)));

// In the list, but invalid by the format that apk documents.
const SLIPS =
  '1-r 1-r-0 1-r-1 1-r-2 1-r0-1 1-r0-2 1-ruff 1-ruff1 1-ruff2 1--ruff1 1-r0-ruff1 1-r0-ruff2 0.r1 0..1..0 0..1..1 0..8 0...8 ' +
  '0...1...0 0...1...1 0...1...0.r1 0...1...0.r2 0...1...0r1 0...1...0r2 0.8.21.r1 0.8.21.r2 10.2.22.r0 10.2.24.r0 1.2.0A 1.2.0D ' +
  '1.2_blah 1.2_csv2 23_foo .1 .2 a b c 1.0bc';

test('It agrees with every line of the shared list that apk can read', {
  skip: lacking({ files: ['versions/alpine.txt'] }),
}, () => {
  const slips = new Set(SLIPS.split(' '));
  const judged = sharedVectors('alpine').filter(({ a, b }) => !slips.has(a) && !slips.has(b));
  assert.ok(judged.length > 700);
  assertVectors(compareApkVersions, judged);
  for (const slip of slips) assert.ok(isRefused(slip), slip);
});

test('It agrees with apk itself on 2,000 generated pairs', { skip: lacking({ files: [ROOTFS], tools: ['tar'] }) }, (context) => {
  const root = unpack(ROOTFS, ['./lib', './sbin/apk']);
  try {
    const apk = [join(root, LOADER), '--library-path', join(root, 'lib'), join(root, 'sbin/apk')];
    if (spawnSync(apk[0] ?? '', [...apk.slice(1), '--version']).status !== 0)
      return context.skip('this machine cannot run the apk of that root');
    const pairs = samplePairs(versions, 2600).filter(([a, b]) => !isRefused(a) && !isRefused(b));
    assert.ok(pairs.length >= 2000, `${pairs.length}`);
    const script = 'while read -r a b; do "$@" version -t "$a" "$b"; done';
    const input = pairs.map((pair) => `${pair.join(' ')}\n`).join('');
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...apk], { input, encoding: 'utf8' });
    const answers = stdout.trim().split('\n');
    assert.equal(answers.length, pairs.length);
    assertVectors(compareApkVersions, parseVectors(pairs.map(([a, b], at) => `${a} ${answers[at]} ${b}`).join('\n')));
    assert.deepEqual(new Set(answers), new Set(pairs.map(([a, b]) => relationOf(compareApkVersions, a, b))));
  } finally {
    rmSync(root, { recursive: true });
  }
});
