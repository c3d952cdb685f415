import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanError } from '../../../src/model/errors.ts';
import { FORMATS } from '../../../src/report/index.ts';
import { readReport } from '../../../src/report/reading/index.ts';
import { fullReport } from '../made-reports.ts';

const READ: ReadonlySet<string> = new Set(['json', 'clair']);

for (const format of FORMATS) {
  const text = format.render(fullReport());
  if (READ.has(format.id)) {
    test(`a report of format ${format.id} is told by what it holds`, () => {
      assert.equal(readReport(text).findings.length, fullReport().findings.length);
    });
  } else {
    test(`a file of format ${format.id} is refused as what it is`, () => {
      const what = /it is SARIF|it is a bill of materials|it is an answer of Quay|it has neither|it is not a JSON object/;
      assert.throws(
        () => readReport(text),
        (error) => error instanceof ScanError && error.code === 'USAGE' && what.test(error.message),
      );
    });
  }
}
