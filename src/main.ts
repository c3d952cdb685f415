import process from 'node:process';
import { readInput, undeclaredInputs, writeOutputs, writeSummary } from './host/action.ts';
import { createActionLog } from './host/action-log.ts';
import { systemClock } from './host/clock.ts';
import { defaultOutput } from './host/folders.ts';
import { openInterruption } from './host/interrupt.ts';
import { exitCodeOf, failureLines, judge } from './host/outcome.ts';
import { prepareOutput, writeReport } from './host/output.ts';
import { maskCredentials, parseOption, parseRequest } from './host/request.ts';
import { SWITCH } from './host/values.ts';
import { FORMATS, formatById } from './report/index.ts';
import { renderSummary } from './report/summary.ts';
import { runScan } from './run.ts';

const environment = process.env;
const log = createActionLog({ clock: systemClock });

async function run(): Promise<number> {
  maskCredentials(readInput, log);
  for (const sentence of undeclaredInputs(environment)) log.warning(sentence);
  const request = parseRequest(readInput, { source: 'action', formats: FORMATS.map(({ id }) => id) });
  const summary = parseOption(readInput, { name: 'summary', kind: SWITCH, source: 'action' });
  const reportFile = request.output ?? defaultOutput(request, environment);
  await prepareOutput(reportFile);

  using interruption = openInterruption({ timeout: request.timeout, clock: systemClock });
  const report = await runScan(request, { environment, log, signal: interruption.signal });
  await writeReport(reportFile, formatById(request.format).render(report), interruption);

  await log.group(`Report (${reportFile})`, async () => {
    for (const line of formatById('table').render(report).trimEnd().split('\n')) log.info(line);
  });
  writeOutputs({ report, format: request.format, reportFile });
  if (summary) await writeSummary(renderSummary(report), environment, log);

  const { exitCode, sentence } = judge(report, request);
  if (exitCode === 0) log.info(sentence);
  else log.failure(sentence);
  return exitCode;
}

try {
  process.exitCode = await run();
} catch (error) {
  const [first, ...rest] = failureLines(error);
  log.failure(first);
  for (const line of rest) log.info(line);
  process.exitCode = exitCodeOf(error);
}
