import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanError } from '../../src/model/errors.ts';
import { FORMATS, formatById } from '../../src/report/index.ts';
import { aReport } from '../support/reports.ts';

test('each format is found by its name, which is its own', () => {
  assert.deepEqual(
    FORMATS.map((format) => format.id),
    ['sarif', 'json', 'table'],
  );
  for (const format of FORMATS) assert.equal(formatById(format.id), format);
});

test('each format ends its file with one line feed', () => {
  for (const format of FORMATS) assert.match(format.render(aReport()), /[^\n]\n$/);
});

test('a format that there is not is wrong usage, and the hint lists those that there are', () => {
  assert.throws(
    () => formatById('xml'),
    (error) => error instanceof ScanError && error.code === 'USAGE' && error.hint === 'Use one of: sarif, json, table.',
  );
});
