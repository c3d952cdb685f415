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
    name: 'dockerfile',
    description: 'The Dockerfile of the image, so that findings are shown at its lines. Empty: Dockerfile, where there is one.',
    fallback: everywhere(''),
    placeholder: 'FILE',
  },
  {
    name: 'category',
    description: 'The category of the analysis in code scanning. Empty: made of the image and the platform.',
    fallback: everywhere(''),
    placeholder: 'NAME',
  },
  {
    name: 'summary',
    description: "Whether the findings are shown on the run's page, as a job summary: true or false.",
    fallback: everywhere('true'),
    placeholder: 'true|false',
    only: 'action',
  },
  {
    name: 'annotations',
    description: 'Whether the worst findings are shown at their lines in the repository: true or false.',
    fallback: everywhere('true'),
    placeholder: 'true|false',
    only: 'action',
  },
  {
    name: 'comment',
    description: 'Whether a comment on the pull request tells of the findings: true, on-findings or false.',
    fallback: everywhere('false'),
    placeholder: 'WHEN',
    only: 'action',
  },
  {
    name: 'upload-sarif',
    description: 'Whether the Action itself uploads SARIF to code scanning: true, auto (a failure is a notice) or false.',
    fallback: everywhere('false'),
    placeholder: 'WHEN',
    only: 'action',
  },
] as const satisfies readonly Option[];
