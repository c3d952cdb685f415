import { ScanError } from '../../model/errors.ts';
import type { ReportRequest } from '../../model/request.ts';
import type { Source } from '../options.ts';
import { reportForms } from '../values.ts';
import { type Given, parseOption, pathOf, present } from './given.ts';

/** Where a run is asked for, and what it can write. */
export interface RequestContext {
  readonly source: Source;
  /** The formats that a report can be written in. */
  readonly formats: readonly string[];
}

/** `sarif`, `sarif=a.sarif,json=b.json`; `output` is the place of the one that names none. Throws `USAGE`. */
export function parseReports(given: Given, { source, formats }: RequestContext): readonly [ReportRequest, ...ReportRequest[]] {
  const [first, ...rest] = parseOption(given, { name: 'format', kind: reportForms(formats), source });
  if (first === undefined) throw new Error('a list of formats has at least one');
  const output = given('output');
  const path = output && !(output === '-' && source === 'command line') ? pathOf(output) : undefined;
  const placed = ({ format, path: own }: ReportRequest, isFirst: boolean): ReportRequest => ({
    format,
    ...present({ path: pathOf(own) ?? (isFirst ? path : undefined) }),
  });
  const nameless = [first, ...rest].filter((report) => report.path === undefined);
  if (source === 'command line' && nameless.length > 1) {
    throw new ScanError(
      'USAGE',
      `Standard output takes one report, and ${nameless.map(({ format }) => format).join(' and ')} have no file.`,
      {
        hint: 'Give each a file, as in --format sarif=a.sarif,table.',
      },
    );
  }
  const [takesOutput] = nameless;
  return [placed(first, first === takesOutput), ...rest.map((report) => placed(report, report === takesOutput))];
}
