import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { ScanError } from '../../src/model/errors.ts';
import { FORMATS, formatById } from '../../src/report/index.ts';
import { aReport } from '../support/reports.ts';
import { anyReport, fullReport, longReport } from './made-reports.ts';

const NAMES = ['sarif', 'json', 'table', 'markdown', 'cyclonedx', 'spdx', 'clair', 'quay', 'gitlab', 'junit'];

test('each format is found by its name, which is its own', () => {
  assert.deepEqual(
    FORMATS.map((format) => format.id),
    NAMES,
  );
  for (const format of FORMATS) assert.equal(formatById(format.id), format);
});

test('a format that there is not is wrong usage, and the hint lists those that there are', () => {
  assert.throws(
    () => formatById('xml'),
    (error) => error instanceof ScanError && error.code === 'USAGE' && error.hint === `Use one of: ${NAMES.join(', ')}.`,
  );
});

for (const format of FORMATS) {
  describe(format.id, () => {
    test('ends its file with one line feed', () => assert.match(format.render(aReport()), /[^\n]\n$/));

    test('says the same of the same report, every time', () => {
      assert.equal(format.render(structuredClone(fullReport())), format.render(fullReport()));
    });

    test('shows a terminal no control character and the runner no command, whatever the texts are', () => {
      fc.assert(
        fc.property(anyReport, (report) => {
          const text = format.render(report);
          assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
          assert.doesNotMatch(text, /^\s*::/m);
          assert.ok(!text.includes('##['));
          assert.ok(text.isWellFormed());
        }),
        { numRuns: 60, seed: 11 },
      );
    });

    // The report itself is the one that holds everything.
    if (format.id !== 'json') {
      test('stays small where texts are a megabyte each', () => {
        assert.ok(format.render(longReport()).length < 250_000);
      });
    }
  });
}
