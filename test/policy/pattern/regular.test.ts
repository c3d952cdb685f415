import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { accepts } from '../../../src/policy/pattern/automaton.ts';
import { PatternError } from '../../../src/policy/pattern/expression.ts';
import { wholeName } from '../../../src/policy/pattern/regular.ts';

/** Regular expressions of every kind that is read, in small. */
const { pattern: PATTERNS } = fc.letrec<{ pattern: string; atom: string; piece: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-b.]', '\\d', '\\w', '\\.', '-'),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  piece: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '??'))
    .map(([atom, times]) => `${atom}${times}`),
  pattern: fc
    .array(fc.array(tie('piece'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((options) => options.map((pieces) => pieces.join('')).join('|')),
}));

suite('a regular expression of a whole name', () => {
  test("describes the same names as the language's own engine says", () => {
    const texts = fc.array(fc.stringMatching(/^[ab1.-]{0,6}$/), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(PATTERNS, texts, (pattern, names) => {
        const own = wholeName(pattern);
        const other = new RegExp(`^(?:${pattern})$`, 'su');
        for (const name of names) assert.equal(accepts(own, name), other.test(name), `${pattern} on ${name}`);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test('may be anchored or not', () => {
    for (const pattern of ['linux-.*', '^linux-.*$', '^linux-.*']) {
      assert.equal(accepts(wholeName(pattern), 'linux-headers'), true, pattern);
      assert.equal(accepts(wholeName(pattern), 'xlinux-headers'), false, pattern);
    }
  });

  test('of two names is one of the two, not the start of one or the end of the other', () => {
    assert.equal(accepts(wholeName('foo|bar'), 'bar'), true);
    assert.equal(accepts(wholeName('foo|bar'), 'foobar'), false);
  });

  test('says why it is none', () => {
    for (const pattern of ['*a', 'a**', 'g++', 'a{2}', '(a', 'a)', '(?i)a', '[a', 'a^b', 'a$b', '\\', '\\p', '('.repeat(30)]) {
      assert.throws(() => wholeName(pattern), PatternError, pattern);
    }
  });

  test('that keeps the own engine busy for ever is answered at once', () => {
    const started = performance.now();
    assert.equal(accepts(wholeName('((a*)*)*b'), 'a'.repeat(2000)), false);
    assert.ok(performance.now() - started < 1000);
  });
});
