import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseContentRange } from '../../src/registry/content-range.ts';

const cases: readonly (readonly [string, readonly string[], ReturnType<typeof parseContentRange>])[] = [
  ['as it should be', ['bytes 5-9/10'], { start: 5, last: 9, total: 10 }],
  ['without the unit, as Nexus writes it', ['5-9/10'], { start: 5, last: 9, total: 10 }],
  ['with an equals sign', ['bytes=5-9/10'], { start: 5, last: 9, total: 10 }],
  ['of an unknown whole', ['Bytes 5-9/*'], { start: 5, last: 9, total: undefined }],
  ['given twice', ['bytes 5-9/10', 'bytes 5-9/10'], undefined],
  ['joined from two', ['bytes 5-9/10, bytes 0-1/10'], undefined],
  ['that ends before it begins', ['bytes 9-5/10'], undefined],
  ['that ends after the whole', ['bytes 5-10/10'], undefined],
  ['that was not satisfied', ['bytes */10'], undefined],
  ['of another unit', ['items 5-9/10'], undefined],
  ['of numbers beyond reason', ['bytes 0-99999999999999999999/*'], undefined],
  ['of nothing', [], undefined],
];

for (const [what, values, expected] of cases) {
  test(`a content range ${what} is ${expected === undefined ? 'not believed' : 'read'}`, () => {
    assert.deepEqual(parseContentRange(values), expected);
  });
}

test('no header makes the reader of content ranges throw, and what it reads makes sense', () => {
  const header = fc.oneof(fc.string(), fc.stringMatching(/^(bytes )?[0-9]{0,18}-[0-9]{0,18}\/([0-9]{0,18}|\*)$/));
  fc.assert(
    fc.property(fc.array(header, { maxLength: 3 }), (values) => {
      const range = parseContentRange(values);
      if (range === undefined) return;
      assert.ok(Number.isSafeInteger(range.start) && range.start >= 0);
      assert.ok(Number.isSafeInteger(range.last) && range.last >= range.start && range.last < (range.total ?? Infinity));
    }),
  );
});
