import { errorLine, ScanError } from '../model/errors.ts';
import type { Report } from '../model/report.ts';
import { TOOL } from '../model/tool.ts';

/** What a scan that finished came to. A scan with gaps is never `clean`. */
export type Result = 'clean' | 'findings' | 'incomplete';

/** What the report says in one word. */
export function resultOf(report: Report): Result {
  if (report.findings.length > 0) return 'findings';
  return report.gaps.length > 0 ? 'incomplete' : 'clean';
}

/** A file that was named and cannot be read. */
export function inputError(path: string, cause: unknown): ScanError {
  return new ScanError('USAGE', `${path} cannot be read: ${errorLine(cause)}.`, {
    hint: 'Check its name and its permissions.',
    cause,
  });
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
