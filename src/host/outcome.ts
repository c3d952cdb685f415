import { errorLine, ScanError } from '../model/errors.ts';
import { countFindings, type Report } from '../model/report.ts';
import type { ScanRequest } from '../model/request.ts';
import { SEVERITIES } from '../model/severity.ts';
import { TOOL } from '../model/tool.ts';

/** What a scan that finished came to. A scan with gaps is never `clean`. */
export type Result = 'clean' | 'findings' | 'incomplete';

/** What the report says in one word. */
export function resultOf(report: Report): Result {
  if (report.findings.length > 0) return 'findings';
  return report.gaps.length > 0 ? 'incomplete' : 'clean';
}

/** How the process ends after a scan that finished, and the sentence that says so. */
export interface Outcome {
  readonly exitCode: number;
  readonly sentence: string;
}

/** Holds the report against `return-code`, which is used when there is a vulnerability of any severity, as in clair-action. */
export function judge(report: Report, { returnCode }: Pick<ScanRequest, 'returnCode'>): Outcome {
  const { reference } = report.image;
  const gaps = report.gaps.length === 0 ? '' : ` ${plural(report.gaps.length, 'thing')} could not be judged.`;
  if (report.findings.length === 0) {
    return { exitCode: 0, sentence: `No known vulnerability was found in ${reference}.${gaps}` };
  }
  const counts = countFindings(report.findings);
  const bands = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => `${counts[severity]} ${severity}`);
  const found = `${plural(counts.total, 'vulnerability', 'vulnerabilities')} in ${reference}: ${bands.join(', ')}; ${counts.fixable} fixable.`;
  const verdict = returnCode === 0 ? '' : ` The exit code is ${returnCode}, as return-code asks.`;
  return { exitCode: returnCode, sentence: `${found}${gaps}${verdict}` };
}

/** 2 for wrong usage, 3 for a scan that could not finish. */
export function exitCodeOf(error: unknown): 2 | 3 {
  return error instanceof ScanError && (error.code === 'USAGE' || error.code === 'REFERENCE_INVALID') ? 2 : 3;
}

/** A failure in lines: one for what can happen to anyone; a request and the stack for a bug. */
export function failureLines(error: unknown): readonly [string, ...string[]] {
  if (error instanceof ScanError) return [errorLine(error)];
  const stack = (error instanceof Error ? error.stack : undefined) ?? String(error);
  const request = `This is a bug in ${TOOL.name} ${TOOL.version}. Please report it with the lines below: ${TOOL.url}/issues`;
  return [request, ...stack.split('\n')];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
