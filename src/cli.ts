#!/usr/bin/env node
import process from 'node:process';
import { text as readText } from 'node:stream/consumers';
import { type Invocation, parseArguments } from './host/arguments.ts';
import { systemClock } from './host/clock.ts';
import { commandLineValues } from './host/given.ts';
import { renderHelp, renderReportHelp } from './host/help.ts';
import { openInterruption } from './host/interrupt.ts';
import { exitCodeOf, failureLines, judge } from './host/outcome.ts';
import { prepareOutput, writeReport } from './host/output.ts';
import { type Given, maskCredentials, parseRequest } from './host/request.ts';
import { reserveStandardOutput } from './host/stdout.ts';
import { createTerminalLog } from './host/terminal.ts';
import { TOOL } from './model/tool.ts';
import { FORMATS, formatById } from './report/index.ts';
import { runScan } from './run.ts';

const environment = process.env;
const print = reserveStandardOutput();
const log = createTerminalLog({ stream: process.stderr, environment, clock: systemClock });

async function run(invocation: Invocation): Promise<number> {
  if (invocation.kind === 'report') {
    return await writeImageReport(await commandLineValues(invocation.values, environment, () => readText(process.stdin)));
  }
  if (invocation.kind === 'version') await print(`${TOOL.name} ${TOOL.version}\n`);
  else await print(invocation.topic === 'report' ? renderReportHelp(FORMATS) : renderHelp());
  return 0;
}

async function writeImageReport(given: Given): Promise<number> {
  maskCredentials(given, log);
  const request = parseRequest(given, { source: 'command line', formats: FORMATS.map(({ id }) => id) });
  if (request.output !== undefined) await prepareOutput(request.output);

  using interruption = openInterruption({ timeout: request.timeout, clock: systemClock });
  const report = await runScan(request, { environment, log, signal: interruption.signal });
  const text = formatById(request.format).render(report);
  log.close();
  if (request.output === undefined) await print(text);
  else await writeReport(request.output, text, interruption);

  const { exitCode, sentence } = judge(report, request);
  log.info(sentence);
  return exitCode;
}

try {
  process.exitCode = await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  log.close();
  for (const line of failureLines(error)) log.failure(line);
  process.exitCode = exitCodeOf(error);
}
