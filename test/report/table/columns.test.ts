import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignColumns, logText } from '../../../src/report/table/columns.ts';

const columns = [
  { heading: 'A', widest: 4 },
  { heading: 'LONG', widest: 10 },
  { heading: 'C', widest: 4 },
];

test('columns are as wide as their widest cell, and no line ends in blanks', () => {
  assert.deepEqual(
    alignColumns(columns, [
      ['1', '22', ''],
      ['é', '4', '55'],
    ]),
    ['A  LONG  C', '1  22', 'é  4     55'],
  );
});

test('a cell that is too wide is cut, and a missing one is empty', () => {
  assert.deepEqual(alignColumns(columns, [['123456']]), ['A     LONG  C', '123…']);
});

test('characters outside the basic plane count once', () => {
  assert.deepEqual(alignColumns(columns, [['😀', 'x']]), ['A  LONG  C', '😀  x']);
});

test('the runner’s old commands are broken up', () => assert.equal(logText('a ##[error]b', 99), 'a ##\ufffd[error]b'));
