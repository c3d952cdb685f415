import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JudgedPackage, matchPackages } from '../../src/match/match.ts';
import { upgradesOf } from '../../src/match/upgrades.ts';
import type { Advisory, Affected } from '../../src/model/advisory.ts';
import { advisory, affected, indexOf, judged, pkg, until } from '../support/advisories.ts';

function lines(packages: readonly JudgedPackage[], ...advisories: readonly Advisory[]): readonly string[] {
  const index = indexOf(...advisories);
  return upgradesOf(packages, matchPackages(packages, index).findings, index).map(
    ({ package: name, from, to, clears, remains }) => `${name} ${from.join('+')} -> ${to}: ${clears}, ${remains} left`,
  );
}

const about = (id: string, ...entries: readonly Affected[]): Advisory => advisory({ id, affected: entries });

test('a package goes to the highest of its fixes by its own order, and what has no fix is left', () => {
  const found = lines(
    [judged(pkg('curl', '1.0')), judged(pkg('wget', '1.0')), judged(pkg('sed', '1.0'))],
    about('A-1', affected('curl', until('1.9'))),
    about('A-2', affected('curl', until('1.10'))),
    about('A-3', affected('curl', [{ introduced: '0' }])),
    about('A-4', affected('wget', [{ introduced: '0' }])),
    about('A-5', affected('sed', until('2.0'))),
  );
  assert.deepEqual(found, ['curl 1.0 -> 1.10: 2, 1 left', 'sed 1.0 -> 2.0: 1, 0 left']);
});

test('binaries of one source are one upgrade, and a vulnerability in several of them counts once', () => {
  const source = { name: 'openssl', version: '1.0' };
  const found = lines(
    [
      judged(pkg('libssl', '1.0', { source }), { keyedBy: 'source' }),
      judged(pkg('openssl', '1.0', { source }), { keyedBy: 'source' }),
    ],
    about('A-1', affected('openssl', until('2.0'))),
    about('A-2', affected('openssl', until('3.0'))),
  );
  assert.deepEqual(found, ['openssl 1.0 -> 3.0: 2, 0 left']);
});

test('where the highest fix lies in a branch that another vulnerability is open in, the upgrade goes on to the fix there', () => {
  const branches = [affected('curl', until('1.9')), affected('curl', [{ introduced: '2.0' }, { fixed: '2.3' }])];
  const found = lines([judged(pkg('curl', '1.0'))], about('A-1', ...branches), about('A-2', affected('curl', until('2.1'))));
  assert.deepEqual(found, ['curl 1.0 -> 2.3: 2, 0 left']);
});

test('where that branch has no fix for it, it is left', () => {
  const branches = [affected('curl', until('1.9')), affected('curl', [{ introduced: '2.0' }])];
  const found = lines([judged(pkg('curl', '1.0'))], about('A-1', ...branches), about('A-2', affected('curl', until('2.1'))));
  assert.deepEqual(found, ['curl 1.0 -> 2.1: 1, 1 left']);
});

test('versions that lead to one are one upgrade, and those that lead elsewhere one each', () => {
  const found = lines(
    [judged(pkg('curl', '1.0')), judged(pkg('curl', '1.1')), judged(pkg('curl', '2.0'))],
    about('A-1', affected('curl', until('1.9')), affected('curl', [{ introduced: '2.0' }, { fixed: '2.3' }])),
  );
  assert.deepEqual(found, ['curl 1.0+1.1 -> 1.9: 1, 0 left', 'curl 2.0 -> 2.3: 1, 0 left']);
});

test('no version is promised where the fixes cannot be compared', () => {
  const compare = (): number => {
    throw new Error('no order');
  };
  const one = judged(pkg('curl', '1.0'));
  const index = indexOf(about('A-1', affected('curl', until('1.9'))), about('A-2', affected('curl', until('2.0'))));
  const { findings } = matchPackages([one], index);
  assert.deepEqual(upgradesOf([{ ...one, compare }], findings, index), []);
  assert.deepEqual(upgradesOf([], findings, index), [], 'nor where nobody judged the package');
});
