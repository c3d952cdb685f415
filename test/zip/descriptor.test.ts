import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findDescriptor } from '../../src/zip/descriptor.ts';

const DATA = Buffer.from('data');
const AFTER = Buffer.from('PK\u0001\u0002'.padEnd(40, '\0'), 'latin1');

/** Data, their descriptor that tells of so many bytes, and the next record. */
function described(size: number, { wide = false, bare = false }): Buffer {
  const fields = Buffer.alloc(wide ? 20 : 12);
  if (wide) fields.writeBigUInt64LE(BigInt(size), 4);
  else fields.writeUInt32LE(size, 4);
  return Buffer.concat([DATA, bare ? Buffer.alloc(0) : Buffer.from('PK\u0007\u0008', 'latin1'), fields, AFTER]);
}

suite('the end of data whose size a descriptor tells', () => {
  const taken = 2 ** 32 + 5;
  for (const [title, descriptor, form] of [
    ['with a signature', 24, { wide: true }],
    ['without a signature', 20, { wide: true, bare: true }],
  ] as const) {
    test(`is found behind more than 4 GiB, ${title}`, () => {
      assert.deepEqual(findDescriptor(described(taken + 4, form), 0, taken), { data: 4, descriptor });
    });

    test(`is not where another size is told, ${title}`, () => {
      assert.equal(findDescriptor(described(taken + 3, form), 0, taken), undefined);
      assert.equal(findDescriptor(described(5, {}), 0, 0), undefined);
    });
  }

  test('is not judged before all of the descriptor has arrived', () => {
    const wide = described(taken + 4, { wide: true });
    assert.equal(findDescriptor(wide.subarray(0, 4 + 23), 0, taken), undefined);
    assert.notEqual(findDescriptor(wide.subarray(0, 4 + 24), 0, taken), undefined);
  });

  test('is where nothing is, for data that unfold to nothing', () => {
    const empty = Buffer.concat([Buffer.from([3, 0]), described(2, {}).subarray(4)]);
    assert.deepEqual(findDescriptor(empty, 0, 0), { data: 2, descriptor: 16 });
  });
});
