import { everywhere, type Option } from './option.ts';

/** What becomes of the report. */
export const REPORT_OPTIONS = [
  {
    name: 'format',
    description:
      'The form of the report: sarif, json, table, markdown, cyclonedx, spdx, clair, quay, gitlab or junit; several as sarif=a.sarif,json=b.json.',
    fallback: { action: 'sarif', 'command line': 'table' },
    placeholder: 'FORMATS',
    commands: ['report', 'convert'],
  },
  {
    name: 'output',
    description: "The report's file. Empty: one in the runner's temporary folder, or standard output on the command line.",
    fallback: everywhere(''),
    placeholder: 'FILE',
    commands: ['report', 'convert'],
  },
  {
    name: 'summary',
    description: "Whether the findings are shown on the run's page, as a job summary: true or false.",
    fallback: everywhere('true'),
    placeholder: 'true|false',
    only: 'action',
  },
] as const satisfies readonly Option[];
