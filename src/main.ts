import process from 'node:process';
import { readInput, undeclaredInputs, writeOutputs, writeSummary } from './host/action.ts';
import { createActionLog } from './host/action-log.ts';
import { systemClock } from './host/clock.ts';
import { defaultOutput } from './host/folders.ts';
import { openInterruption } from './host/interrupt.ts';
import { exitCodeOf, failureLines } from './host/outcome.ts';
import { prepareOutput, writeReport } from './host/output.ts';
import { type CacheService, restoreAdvisories, saveAdvisories, STEP_STATE } from './host/persistence.ts';
import type { ReportFile } from './host/outputs.ts';
import { parseOption } from './host/request/given.ts';
import { parsePublication } from './host/request/publication.ts';
import { maskCredentials, parseRequest, parseUpdate } from './host/request.ts';
import { oneOf, SWITCH } from './host/values.ts';
import type { Report } from './model/report.ts';
import type { ScanRequest } from './model/request.ts';
import { FORMATS, formatById } from './report/index.ts';
import { renderSummary } from './report/summary.ts';
import { runAttached, runPublication, runScan, runUpdate } from './run.ts';
import type { Attachment } from './attached.ts';
import { conclude } from './conclusion.ts';

const environment = process.env;
const ROOT = environment['GITHUB_WORKSPACE'] || process.cwd();
const log = createActionLog({ clock: systemClock });

async function run(): Promise<number> {
  maskCredentials(readInput, log);
  for (const sentence of undeclaredInputs(environment)) log.warning(sentence);
  if (parseOption(readInput, { name: 'cache', kind: SWITCH, source: 'action' })) await restoreAdvisories(persistence);
  const mode = parseOption(readInput, { name: 'mode', kind: oneOf(['report', 'update']), source: 'action' });
  return mode === 'update' ? await updateAdvisories() : await reportImage();
}

async function updateAdvisories(): Promise<number> {
  const request = parseUpdate(readInput, 'action');
  using interruption = openInterruption({ timeout: request.timeout, clock: systemClock });
  log.info(await runUpdate(request, { environment, log, signal: interruption.signal }));
  return 0;
}

async function reportImage(): Promise<number> {
  const request = parseRequest(readInput, { source: 'action', formats: FORMATS.map(({ id }) => id) });
  const summary = parseOption(readInput, { name: 'summary', kind: SWITCH, source: 'action' });
  const publication = parsePublication(readInput);
  const files = reportFiles(request);
  for (const { path } of files) await prepareOutput(path);

  using interruption = openInterruption({ timeout: request.timeout, clock: systemClock });
  const scan = async (asked: ScanRequest): Promise<Report> => {
    return await runScan(asked, { environment, log, signal: interruption.signal });
  };
  const attached = async (found: Report): Promise<readonly Attachment[]> => {
    return await runAttached(found, request, { environment, log, signal: interruption.signal });
  };
  const { report, counting, verdict } = await conclude(await scan(request), request, {
    scan,
    attached,
    root: ROOT,
    clock: systemClock,
    log,
  });
  for (const { format, path } of files) await writeReport(path, formatById(format).render(report), interruption);

  await log.group(`Report (${files[0].path})`, async () => {
    for (const line of formatById('table').render(report).trimEnd().split('\n')) log.info(line);
  });
  const published = await runPublication(
    report,
    { ...request, ...publication },
    { environment, log, signal: interruption.signal },
  );
  writeOutputs({ report, files, failed: verdict.failed, counting, ...published });
  if (summary) await writeSummary(renderSummary(report), environment, log);
  if (verdict.exitCode === 0) log.info(verdict.sentence);
  else log.failure(verdict.sentence);
  return verdict.exitCode;
}

function reportFiles(request: ScanRequest): readonly [ReportFile, ...ReportFile[]] {
  const placed = ({ format, path }: ScanRequest['reports'][0]): ReportFile => ({
    format,
    path: path ?? defaultOutput(request, format, environment),
  });
  const [first, ...rest] = request.reports;
  return [placed(first), ...rest.map(placed)];
}

/** The same file runs again at the job's end: then only what was fetched is left to be kept. */
const POST = 'isPost';
const persistence = {
  environment,
  state: STEP_STATE,
  service: async (): Promise<CacheService> => await import('@actions/cache'),
  log,
};

async function runOrFinish(): Promise<number> {
  if (STEP_STATE.get(POST) !== '') {
    await saveAdvisories(persistence);
    return 0;
  }
  STEP_STATE.save(POST, 'true');
  return await run();
}

try {
  process.exitCode = await runOrFinish();
} catch (error) {
  const [first, ...rest] = failureLines(error);
  log.failure(first);
  for (const line of rest) log.info(line);
  process.exitCode = exitCodeOf(error);
}
