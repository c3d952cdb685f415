import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable } from '../../src/match/modules.ts';
import type { Package } from '../../src/model/package.ts';
import { affected, pkg, until } from '../support/advisories.ts';

/** Texts of one shape order as texts do. */
const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

const PLAIN = '16.1-1.el8';
const MODULAR = '16.1-1.module_el8.5.0+119+9a9ec082';

/** The fixes that the package is compared with. */
function fixes(of: Package, list: readonly string[], title = ''): readonly string[] {
  const entries = list.map((fix) => affected('nodejs', until(fix)));
  return comparable(entries, { package: of, title, compare }).map((entry) => list[entries.indexOf(entry)] ?? '');
}

test('a build for a module is compared with such builds only, and a plain build with plain ones', () => {
  const both = [PLAIN, MODULAR, '16.2-1.module+el8.5.0+119+9a9ec082'];
  assert.deepEqual(fixes(pkg('nodejs', '14-1.el8'), both), [both[0]]);
  assert.deepEqual(fixes(pkg('nodejs', '14-1.module_el8.3.0+1+2'), both), [both[1], both[2]]);
  assert.deepEqual(fixes(pkg('nodejs', '14-1.module+el8.3.0+1+2'), both), [both[1], both[2]]);
});

test('the label of a module tells too that a package was built for one', () => {
  assert.deepEqual(fixes(pkg('nodejs', '14-1.el8', { module: 'nodejs:14' }), [PLAIN, MODULAR]), [MODULAR]);
});

test('an entry without a fix concerns both kinds', () => {
  const entry = affected('nodejs', [{ introduced: '0' }]);
  for (const version of [PLAIN, MODULAR]) {
    assert.deepEqual(comparable([entry], { package: pkg('nodejs', version), title: '', compare }), [entry]);
  }
});

test('an erratum whose title names another stream of the module does not concern the package', () => {
  const package16 = pkg('nodejs', '16.0-1.module_el8.5.0+1+2', { module: 'nodejs:16' });
  assert.deepEqual(fixes(package16, [MODULAR], 'Important: nodejs:18 security update'), []);
  assert.deepEqual(fixes(package16, [MODULAR], 'Important: nodejs:16 security update'), [MODULAR]);
  assert.deepEqual(fixes(package16, [MODULAR], 'Important: nodejs:16 and nodejs:18 security update'), [MODULAR]);
  assert.deepEqual(fixes(pkg('nodejs', '16.0-1.el8', { module: 'nodejs:16:8050:abc' }), [MODULAR], 'nodejs:16 update'), [
    MODULAR,
  ]);
});

test('where the stream is not told the versions decide', () => {
  const labelled = pkg('nodejs', '16.0-1.module_el8.5.0+1+2', { module: 'nodejs:16' });
  assert.deepEqual(fixes(labelled, [MODULAR], 'Important: nodejs security update'), [MODULAR]);
  assert.deepEqual(fixes(labelled, [MODULAR], 'Important: python39:3.9 security update'), [MODULAR]);
  assert.deepEqual(fixes(labelled, [MODULAR], 'Important: xnodejs:18 security update'), [MODULAR]);
  assert.deepEqual(fixes(pkg('nodejs', '16.0-1.module_el8.5.0+1+2'), [MODULAR], 'nodejs:18 security update'), [MODULAR]);
});

test('of one source that was built several times the lowest build decides', () => {
  const builds = ['1.0-1.module_el8.5.0+1+a', '1.0-1.module_el8.3.0+1+a', '1.0-1.module_el8.4.0+1+a', '1.1-1.module_el8.4.0+1+a'];
  assert.deepEqual(fixes(pkg('nodejs', '0.9-1.module_el8.3.0+1+a'), builds), [builds[1], builds[3]]);
  assert.deepEqual(fixes(pkg('nodejs', '0.9-1.el8'), ['1.0-1.el8', '1.0-1.el8_5']), ['1.0-1.el8', '1.0-1.el8_5']);
});

test('an entry that tells its stream concerns that stream alone, whatever its versions look like', () => {
  const entry = affected('nodejs', [{ introduced: '0' }], { module: 'nodejs:16' });
  const concerned = (of: Package) => comparable([entry], { package: of, title: '', compare }).length === 1;
  assert.ok(concerned(pkg('nodejs', '16.0-1.module_el8.5.0+1+2', { module: 'nodejs:16' })));
  assert.ok(concerned(pkg('nodejs', '16.0-1.el8', { module: 'nodejs:16:8050:abc' })));
  assert.ok(!concerned(pkg('nodejs', '18.0-1.module_el8.5.0+1+2', { module: 'nodejs:18' })));
  assert.ok(!concerned(pkg('nodejs', '16.0-1.el8')));
  // Its label is lost, and it may be of any stream.
  assert.ok(concerned(pkg('nodejs', '16.0-1.module_el8.5.0+1+2')));
});

test('an entry that tells its stream concerns it even where its fix does not look like a build for a module', () => {
  const entry = affected('nodejs', until('17-1.el8'), { module: 'nodejs:16' });
  const labelled = pkg('nodejs', '16.0-1.module_el8.5.0+1+2', { module: 'nodejs:16' });
  assert.deepEqual(comparable([entry], { package: labelled, title: '', compare }), [entry]);
  assert.deepEqual(comparable([entry], { package: pkg('nodejs', '16.0-1.el8'), title: '', compare }), []);
});
