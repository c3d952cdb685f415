// Tells of a test run what a reader needs: a line a file, every failure whole, why something was skipped, and the counts.
import { relative } from 'node:path';
import process from 'node:process';
import { inspect, stripVTControlCharacters } from 'node:util';

/** The error that the test threw, without the runner's own around it. */
function describe(error) {
  const cause = error?.code === 'ERR_TEST_FAILURE' ? (error.cause ?? error) : error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { depth: 6 });
  return stripVTControlCharacters(text).replace(/^/gm, '    ');
}

/** A file or a suite is no test of its own: it counts where it was skipped whole or failed by itself, as when it could not be loaded. */
function isGroup({ nesting, file, name, details }) {
  return details?.type === 'suite' || (nesting === 0 && file?.endsWith(name) === true);
}

function counts(outcome, data) {
  if (!isGroup(data) || outcome === 'skipped') return true;
  return outcome === 'fail' && data.details.error?.failureType !== 'subtestsFailed';
}

function outcomeOf(type, data) {
  if (type === 'test:fail') return data.todo === undefined ? 'fail' : 'todo';
  if (data.skip !== undefined) return 'skipped';
  return data.todo === undefined ? 'pass' : 'todo';
}

/** What is said at once, and not only counted. */
function tell(outcome, name, data) {
  if (outcome === 'fail') return `✖ ${name}: ${data.name}\n${describe(data.details.error)}\n`;
  if (outcome === 'skipped') return `- skipped: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}\n`;
  return '';
}

export default async function* report(source) {
  const files = new Map();
  const sums = { tests: 0, pass: 0, fail: 0, skipped: 0, todo: 0 };
  const started = performance.now();
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const outcome = outcomeOf(type, data);
    if (!counts(outcome, data)) continue;
    const name = relative(process.cwd(), data.file ?? '');
    const { tests, milliseconds } = files.get(name) ?? { tests: 0, milliseconds: 0 };
    files.set(name, { tests: tests + 1, milliseconds: milliseconds + data.details.duration_ms });
    sums.tests += 1;
    sums[outcome] += 1;
    yield tell(outcome, name, data);
  }
  yield* summary(files, sums);
  yield `ℹ duration_ms ${(performance.now() - started).toFixed(0)}\n`;
}

function* summary(files, sums) {
  for (const name of [...files.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    const { tests, milliseconds } = files.get(name);
    yield `${name}: ${tests} in ${(milliseconds / 1000).toFixed(1)} s\n`;
  }
  for (const [what, count] of Object.entries(sums)) yield `ℹ ${what} ${count}\n`;
}
