import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { accepts } from '../../../src/policy/pattern/automaton.ts';
import { PatternError } from '../../../src/policy/pattern/expression.ts';
import { exactName, nameGlob, pathGlob, withoutSlash } from '../../../src/policy/pattern/glob.ts';

const matches = (pattern: string, path: string) => accepts(pathGlob(pattern), withoutSlash(path));

/** Pattern, path, and whether Trivy's and Grype's matcher takes it. */
const CASES: readonly (readonly [string, string, boolean])[] = [
  ['usr/lib/x', 'usr/lib/x', true],
  ['/usr/lib/x', 'usr/lib/x', true],
  ['usr/lib/x', 'usr/lib/xy', false],
  ['usr/*/x', 'usr/lib/x', true],
  ['usr/*/x', 'usr/lib/y/x', false],
  ['usr/*', 'usr/', true],
  ['*.jar', 'app/a.jar', false],
  ['**/*.jar', 'a.jar', true],
  ['**/*.jar', 'app/lib/a.jar', true],
  ['usr/**', 'usr', true],
  ['usr/**', 'usr/lib/x', true],
  ['usr/**', 'usrlib/x', false],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'a/xb', false],
  ['**', 'any/thing', true],
  ['a**b', 'axxb', true],
  ['a**/b', 'ax/b', true],
  ['a**/b', 'ax/y/b', false],
  ['a**', 'a/x', false],
  ['a**b', 'ax/xb', false],
  ['?at', 'cat', true],
  ['?at', '/at', false],
  ['a?b', 'a/b', false],
  ['[a-c]at', 'bat', true],
  ['[^a-c]at', 'bat', false],
  ['[!a-c]at', 'rat', true],
  ['[]]x', ']x', true],
  ['{usr,opt}/x', 'opt/x', true],
  ['{usr,opt}/x', 'var/x', false],
  ['a{,b{c,d}}', 'abd', true],
  ['a{,b{c,d}}', 'a', true],
  ['{usr/**,opt}', 'usr/lib/x', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['é?', 'é😀', true],
];

suite('a pattern of paths', () => {
  for (const [pattern, path, expected] of CASES) {
    test(`${pattern} ${expected ? 'takes' : 'leaves'} ${path}`, () => assert.equal(matches(pattern, path), expected));
  }

  test('says why it is none', () => {
    for (const pattern of ['{a', '[a', 'a\\', '[z-a]', `${'{a,'.repeat(30)}b${'}'.repeat(30)}`, 'a'.repeat(1001)]) {
      assert.throws(() => pathGlob(pattern), PatternError, pattern);
    }
  });

  test('is held against a path in time that grows with both and no faster', () => {
    const pattern = pathGlob(`${'a*'.repeat(100)}c`);
    const started = performance.now();
    assert.equal(accepts(pattern, `${'a'.repeat(2000)}b`), false);
    assert.ok(performance.now() - started < 2000);
    assert.equal(accepts(pathGlob('**'), 'a'.repeat(5000)), false, 'a path longer than paths are is none');
  });

  test('takes itself where it is only letters', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9_.+@-]{0,20}$/), (name) => accepts(pathGlob(name), name)));
  });
});

suite('a pattern of names', () => {
  test('has a star that takes slashes too', () => {
    assert.equal(accepts(nameGlob('@types/*'), '@types/node'), true);
    assert.equal(accepts(nameGlob('github.com/acme/*'), 'github.com/acme/a/b'), true);
    assert.equal(accepts(nameGlob('lib*'), 'glib'), false);
  });

  test('that is exact takes only that name', () => {
    assert.equal(accepts(exactName('a*{b'), 'a*{b'), true);
    assert.equal(accepts(exactName('a*'), 'ab'), false);
  });
});
