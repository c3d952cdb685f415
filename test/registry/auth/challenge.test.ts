import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseChallenges } from '../../../src/registry/auth/challenge.ts';

const cases: readonly (readonly [string, readonly string[], readonly (readonly [string, Record<string, string>])[]])[] = [
  ['a scheme alone', ['Negotiate'], [['negotiate', {}]]],
  [
    'quoted parameters that hold commas',
    ['Bearer realm="https://auth/token",scope="repository:a:pull,push"'],
    [['bearer', { realm: 'https://auth/token', scope: 'repository:a:pull,push' }]],
  ],
  [
    'several challenges in one value',
    ['Basic realm="x", Bearer realm="y", service=z'],
    [
      ['basic', { realm: 'x' }],
      ['bearer', { realm: 'y', service: 'z' }],
    ],
  ],
  [
    'several values',
    ['Basic realm=x', 'Bearer realm=y'],
    [
      ['basic', { realm: 'x' }],
      ['bearer', { realm: 'y' }],
    ],
  ],
  [
    'a token68 and what follows it',
    ['NTLM abc==, Basic realm="x"'],
    [
      ['ntlm', {}],
      ['basic', { realm: 'x' }],
    ],
  ],
  ['escapes within quotes', ['Basic realm="a\\"b"'], [['basic', { realm: 'a"b' }]]],
  [
    'white space around the equals sign, and empty list elements',
    [', Basic  realm = "x" , ,charset="UTF-8"'],
    [['basic', { realm: 'x', charset: 'UTF-8' }]],
  ],
  ['any case', ['BEARER Realm="x"'], [['bearer', { realm: 'x' }]]],
  ['a parameter given twice, which is no parameter', ['Bearer realm="a",realm="b",service="s"'], [['bearer', { service: 's' }]]],
  ['nothing but garbage', ['"', '=,=', ''], []],
  ['garbage after something', ['Basic realm="x", "oops'], [['basic', { realm: 'x' }]]],
];

for (const [what, values, expected] of cases) {
  test(`a challenge is read: ${what}`, () => {
    const challenges = parseChallenges(values).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
    assert.deepEqual(challenges, expected);
  });
}

test('no header value makes the reader throw, or hold anything but text', () => {
  const part = fc.constantFrom(...'Bearer Basic realm scope " \\ , = == a:b,c\t\u00e9 \0'.split(' '), ' ', ',', '"', '\\');
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      for (const { scheme, parameters } of parseChallenges(values)) {
        assert.match(scheme, /^[!#$%&'*+.^_`|~0-9a-z-]+$/);
        for (const name of parameters.keys()) assert.equal(name, name.toLowerCase());
      }
    }),
    { numRuns: 2000 },
  );
});

test('what was written is what is read', () => {
  const token = fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~'.split('')), minLength: 1 });
  const quoted = fc.string().filter((text) => !/[\r\n]/.test(text));
  const challenge = fc.tuple(
    token,
    fc.uniqueArray(fc.tuple(token, quoted), { selector: ([name]) => name.toLowerCase(), minLength: 1 }),
  );
  const write = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  fc.assert(
    fc.property(fc.array(challenge), (challenges) => {
      const value = challenges
        .map(([scheme, parameters]) => `${scheme} ${parameters.map(([name, text]) => `${name}=${write(text)}`).join(', ')}`)
        .join(', ');
      const read = parseChallenges([value]).map(({ scheme, parameters }) => [scheme, [...parameters]]);
      assert.deepEqual(
        read,
        challenges.map(([scheme, parameters]) => [
          scheme.toLowerCase(),
          parameters.map(([name, text]) => [name.toLowerCase(), text]),
        ]),
      );
    }),
  );
});

for (const [what, unit] of [
  ['commas', ','],
  ['spaces', ' '],
  ['quotes', '"'],
  ['escapes', '"\\'],
  ['open texts', 'a="'],
  ['token68s', 'aaaa= '],
  ['schemes', 'a '],
  ['parameters', ',a=b'],
  ['nearly parameters', 'a = '],
] as const) {
  test(`a long value is read in no time: ${what}`, () => {
    const startedAt = performance.now();
    parseChallenges([`Bearer ${unit.repeat(64 * 1024)}`]);
    assert.ok(performance.now() - startedAt < 1000);
  });
}
