import type { Report } from '../model/report.ts';
import { moment } from './content/moment.ts';
import { element } from './content/xml.ts';
import type { Format } from './format.ts';
import { type Suite, suitesOf } from './junit/suite.ts';

/**
 * What systems that show tests show: each finding is a test that failed, what counts no longer one that was skipped, and what could not
 * be judged an error. The form has no standard; this is what its readers have in common: https://github.com/testmoapp/junitxml
 */
export const junit: Format = {
  id: 'junit',
  description: 'JUnit XML: each finding a test that failed',
  render,
};

function render(report: Report): string {
  const suites = suitesOf(report);
  const timestamp = moment(report.finishedAt)?.slice(0, -'Z'.length);
  const root = element(
    'testsuites',
    {
      name: `${report.tool.name}: ${report.image.reference}`,
      ...totals(suites),
      time: 0,
      ...(timestamp === undefined ? {} : { timestamp }),
    },
    suites.map((suite) => suite.text),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function totals(suites: readonly Suite[]) {
  const counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const suite of suites) {
    counts.tests += suite.tests;
    counts.failures += suite.failures;
    counts.errors += suite.errors;
    counts.skipped += suite.skipped;
  }
  return counts;
}
