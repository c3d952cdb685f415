// Tells of a test run what a reader needs: a line a file, every failure whole, why something was skipped, and the counts.
import { relative } from 'node:path';
import process from 'node:process';
import { inspect, stripVTControlCharacters } from 'node:util';

/** The error that the test threw, without the runner's own around it. */
function describe(error) {
  const cause = error?.code === 'ERR_TEST_FAILURE' ? (error.cause ?? error) : error;
  return stripVTControlCharacters(typeof cause === 'string' ? cause : inspect(cause, { depth: 6 }));
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}

export default async function* report(source) {
  const files = new Map();
  const counts = { tests: 0, pass: 0, fail: 0, skipped: 0, todo: 0 };
  const started = performance.now();
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const isFile = data.nesting === 0 && data.file?.endsWith(data.name) === true;
    if (data.details?.type === 'suite' || isFile) {
      if (type === 'test:fail' && data.details.error?.failureType !== 'subtestsFailed') {
        counts.tests += 1;
        counts.fail += 1;
        yield `✖ ${data.name}\n${indent(describe(data.details.error))}\n`;
      }
      continue;
    }
    const name = relative(process.cwd(), data.file ?? '');
    const file = files.get(name) ?? { tests: 0, milliseconds: 0 };
    files.set(name, { tests: file.tests + 1, milliseconds: file.milliseconds + data.details.duration_ms });
    counts.tests += 1;
    if (data.skip !== undefined) {
      counts.skipped += 1;
      yield `- skipped: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}\n`;
    } else if (data.todo !== undefined) counts.todo += 1;
    else if (type === 'test:pass') counts.pass += 1;
    else {
      counts.fail += 1;
      yield `✖ ${name}: ${data.name}\n${indent(describe(data.details.error))}\n`;
    }
  }
  for (const [name, { tests, milliseconds }] of [...files].sort())
    yield `${name}: ${tests} in ${(milliseconds / 1000).toFixed(1)} s\n`;
  for (const [what, count] of Object.entries(counts)) yield `ℹ ${what} ${count}\n`;
  yield `ℹ duration_ms ${(performance.now() - started).toFixed(0)}\n`;
}
