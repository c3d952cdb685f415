#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { text as readText } from 'node:stream/consumers';
import type { Attachment } from './attached.ts';
import { conclude } from './conclusion.ts';
import { type Invocation, parseArguments } from './host/arguments.ts';
import { systemClock } from './host/clock.ts';
import { commandLineValues } from './host/given.ts';
import { renderCommandHelp, renderHelp } from './host/help.ts';
import { openInterruption } from './host/interrupt.ts';
import { exitCodeOf, failureLines, inputError } from './host/outcome.ts';
import { prepareOutput, writeReport } from './host/output.ts';
import type { Given } from './host/request/given.ts';
import { maskCredentials, parseConvert, parseRequest, parseUpdate } from './host/request.ts';
import { reserveStandardOutput } from './host/stdout.ts';
import { createTerminalLog } from './host/terminal.ts';
import type { Report } from './model/report.ts';
import type { ReportRequest, ScanRequest } from './model/request.ts';
import { TOOL } from './model/tool.ts';
import { FORMATS, formatById } from './report/index.ts';
import { readReport } from './report/reading/index.ts';
import { runAttached, runScan, runUpdate } from './run.ts';

const environment = process.env;
const ROOT = environment['GITHUB_WORKSPACE'] || process.cwd();
const print = reserveStandardOutput();
const log = createTerminalLog({ stream: process.stderr, environment, clock: systemClock });
const context = { source: 'command line', formats: FORMATS.map(({ id }) => id) } as const;

async function run(invocation: Invocation): Promise<number> {
  if (invocation.kind === 'version') {
    await print(`${TOOL.name} ${TOOL.version}\n`);
    return 0;
  }
  if (invocation.kind === 'help') {
    await print(invocation.topic === 'hullcheck' ? renderHelp() : renderCommandHelp(invocation.topic, FORMATS));
    return 0;
  }
  const given = await commandLineValues(invocation.values, environment, () => readText(process.stdin));
  maskCredentials(given, log);
  if (invocation.kind === 'update') return await updateAdvisories(given);
  return invocation.kind === 'convert' ? await convert(given, invocation.words[0]) : await reportImage(given);
}

async function reportImage(given: Given): Promise<number> {
  const request = parseRequest(given, context);
  for (const { path } of request.reports) if (path !== undefined) await prepareOutput(path);

  using interruption = openInterruption({ timeout: request.timeout, clock: systemClock });
  const scan = async (asked: ScanRequest): Promise<Report> => {
    return await runScan(asked, { environment, log, signal: interruption.signal });
  };
  const attached = async (found: Report): Promise<readonly Attachment[]> => {
    return await runAttached(found, request, { environment, log, signal: interruption.signal });
  };
  const { report, verdict } = await conclude(await scan(request), request, {
    scan,
    attached,
    root: ROOT,
    clock: systemClock,
    log,
  });
  await write(report, request.reports, interruption);
  log.info(verdict.sentence);
  return verdict.exitCode;
}

async function updateAdvisories(given: Given): Promise<number> {
  const request = parseUpdate(given, 'command line');
  using interruption = openInterruption({ timeout: request.timeout, clock: systemClock });
  log.info(await runUpdate(request, { environment, log, signal: interruption.signal }));
  log.close();
  return 0;
}

async function convert(given: Given, path: string | undefined): Promise<number> {
  const request = parseConvert(given, path, context);
  const text = await readFile(request.path, 'utf8').catch((error: unknown) => {
    throw inputError(request.path, error);
  });
  await write(readReport(text), request.reports);
  return 0;
}

async function write(report: Report, reports: readonly ReportRequest[], stop?: { readonly signal: AbortSignal }): Promise<void> {
  log.close();
  for (const { format, path } of reports) {
    const text = formatById(format).render(report);
    if (path === undefined) await print(text);
    else await writeReport(path, text, stop);
  }
}

try {
  process.exitCode = await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  log.close();
  for (const line of failureLines(error)) log.failure(line);
  process.exitCode = exitCodeOf(error);
}
