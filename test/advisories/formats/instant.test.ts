import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantOf } from '../../../src/advisories/formats/instant.ts';

test('a moment is written as RFC 3339, whatever form it came in', () => {
  const moments: readonly (readonly [string | undefined, string | undefined])[] = [
    ['2024-07-01', '2024-07-01T00:00:00.000Z'],
    ['2024-07-01 20:41', '2024-07-01T20:41:00.000Z'],
    [' 2024-07-01 20:41:05 ', '2024-07-01T20:41:05.000Z'],
    ['2024-07-01T20:41:05+02:00', '2024-07-01T18:41:05.000Z'],
    ['1720000000', '2024-07-03T09:46:40.000Z'],
    ['2024-13-41', undefined],
    ['yesterday', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [text, expected] of moments) assert.equal(instantOf(text), expected, text);
});
