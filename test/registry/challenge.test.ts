import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChallenges } from '../../src/registry/challenge.ts';

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
