import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concerning } from '../../src/match/concern.ts';
import type { Affected } from '../../src/model/advisory.ts';
import type { Package } from '../../src/model/package.ts';
import { advisory, affected, compareDotted, pkg, until } from '../support/advisories.ts';

function concerns(of: Package, entry: Affected): boolean {
  const one = { package: of, version: of.version, compare: compareDotted };
  return concerning([entry], advisory({ id: 'A-1' }), one).length === 1;
}

test('an entry that names architectures concerns packages of those, and packages of none', () => {
  const entry = affected('p', until('2.0'), { arches: ['x86_64', 'aarch64'] });
  const of = (arch?: string) => concerns(pkg('p', '1.0', arch === undefined ? {} : { arch }), entry);
  assert.deepEqual(
    [of('x86_64'), of('aarch64'), of('s390x'), of('x86'), of('noarch'), of('all'), of()],
    [true, true, false, false, true, true, true],
  );
  const anywhere = affected('p', until('2.0'), { arches: ['noarch'] });
  assert.ok(concerns(pkg('p', '1.0', { arch: 's390x' }), anywhere));
  assert.ok(concerns(pkg('p', '1.0', { arch: 's390x' }), affected('p', until('2.0'))));
});

test('an entry that names binaries of its source concerns those alone', () => {
  const entry = affected('openssl', until('2.0'), { binaries: ['libssl3'] });
  const source = { name: 'openssl', version: '1.0' };
  assert.ok(concerns(pkg('libssl3', '1.0', { source }), entry));
  assert.ok(!concerns(pkg('openssl-doc', '1.0', { source }), entry));
});

test('at Oracle a build for Ksplice or FIPS and a plain one have nothing to do with each other', () => {
  const fix = (fixed: string, ecosystem = 'Oracle Linux:8') => affected('glibc', until(fixed), { ecosystem });
  const builds = ['2.28-1.el8', '2:2.28-1.ksplice1.el8', '10:2.28-1.el8_fips'];
  for (const installed of builds) {
    for (const fixed of builds)
      assert.equal(concerns(pkg('glibc', installed), fix(fixed)), installed === fixed, `${installed} ${fixed}`);
    assert.ok(concerns(pkg('glibc', installed), affected('glibc', [{ introduced: '0' }], { ecosystem: 'Oracle Linux:8' })));
    // Ubuntu has builds for FIPS as well, and judges them by all that it publishes.
    assert.ok(concerns(pkg('glibc', installed), fix('2.28-1.el8', 'Ubuntu:20.04:LTS')));
  }
});
