import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { membersOf } from '../../../src/advisories/formats/json-members.ts';
import { inPieces } from './reading.ts';

async function split(text: string, { size = 3, largest = 1_000_000, wants = (key: string) => key !== 'nobody' } = {}) {
  const members: [string, string | undefined][] = [];
  for await (const { key, text: value } of membersOf(inPieces(text, size), { wants, largest })) members.push([key, value]);
  return members;
}

test('any object is split into what JSON.parse finds in it, however it is cut', async () => {
  const anything = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
  const property = fc.asyncProperty(anything, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (object, size, isSpaced) => {
    const text = JSON.stringify(object, undefined, isSpaced ? 2 : 0);
    const parsed = (await split(text, { size })).map(([key, value]) => [key, JSON.parse(value ?? '')]);
    assert.deepEqual(parsed, Object.entries(JSON.parse(text)));
  });
  await fc.assert(property, { numRuns: 50, seed: 7 });
});

test('members that are not wanted are stepped over, and one that is too large is told of', async () => {
  const text = '{"a": {"x": "}]\\""}, "b": "0123456789", "__proto__": [1, 2]}';
  const wants = (key: string) => key !== 'a';
  assert.deepEqual(await split(text, { wants, largest: 8 }), [
    ['b', undefined],
    ['__proto__', ' [1, 2]'],
  ]);
});

test('nesting without end takes no memory of its own', async () => {
  const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"b":1}`;
  assert.deepEqual(await split(deep, { size: 65_536, wants: (key: string): boolean => key === 'b' }), [['b', '1']]);
});

test('a name without end is an error', async () => {
  await assert.rejects(split(`{"${'a'.repeat(5000)}`, { size: 64 }), /name is too long/);
});

test('what is behind the object, or between its members, is an error', async () => {
  for (const text of ['{}{}', '{"a":1},', '{"a":1,}', '{,}', '{"a" "b"}', 'null']) {
    await assert.rejects(split(text), /It is not a JSON object/, text);
  }
  await assert.rejects(split('{"a":1'), /ends too early/);
});
