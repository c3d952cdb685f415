import { formatPlatform } from '../model/platform.ts';
import { type Counts, countFindings, type Finding, type Report } from '../model/report.ts';
import { resultOf } from './outcome.ts';

/** A finished run as the Action's outputs tell of it. */
export interface FinishedRun {
  readonly report: Report;
  /** What was written, with absolute paths: at least one. */
  readonly files: readonly [ReportFile, ...ReportFile[]];
  /** Whether the gate failed. */
  readonly failed: boolean;
  /** The findings that count: all of them, or what is new since the baseline. */
  readonly counting: readonly Finding[];
  /** What code scanning calls the upload, and where the comment is, where there are such. */
  readonly sarifId?: string | undefined;
  readonly commentUrl?: string | undefined;
}

/** A report that was written. */
export interface ReportFile {
  readonly format: string;
  readonly path: string;
}

/** One output of the Action. */
export interface Output {
  readonly name: string;
  /** One line, for `action.yml` and the README. */
  readonly description: string;
  /** Undefined where the run has no such thing. */
  value(run: FinishedRun): string | number | undefined;
}

const counted =
  (key: keyof Counts): Output['value'] =>
  ({ report }) =>
    countFindings(report.findings)[key];

const fileOf =
  (format: string): Output['value'] =>
  ({ files }) =>
    files.find((file) => file.format === format)?.path;

/** Every output there is, in the order of `action.yml`. */
export const OUTPUTS: readonly Output[] = [
  {
    name: 'result',
    description: 'clean, findings, or incomplete: nothing was found, but not everything could be judged.',
    value: ({ report }) => resultOf(report),
  },
  {
    name: 'sarif-file',
    description: 'The absolute path of the report in SARIF, where format names it.',
    value: fileOf('sarif'),
  },
  {
    name: 'json-file',
    description: 'The absolute path of the report in JSON, where format names it.',
    value: fileOf('json'),
  },
  {
    name: 'report-file',
    description: 'The absolute path of the report, of the first where format names several.',
    value: ({ files }) => files[0].path,
  },
  {
    name: 'failed',
    description: 'Whether the scan met fail-on or return-code: true or false.',
    value: ({ failed }) => String(failed),
  },
  {
    name: 'image-digest',
    description: 'The digest that the reference led to.',
    value: ({ report }) => report.image.digest,
  },
  {
    name: 'platform',
    description: 'The platform whose image was scanned.',
    value: ({ report }) => formatPlatform(report.image.platform),
  },
  {
    name: 'total',
    description: 'How many vulnerabilities there are, each counted once for a source package.',
    value: counted('total'),
  },
  { name: 'critical', description: 'How many of them are critical.', value: counted('critical') },
  { name: 'high', description: 'How many of them are high.', value: counted('high') },
  { name: 'medium', description: 'How many of them are medium.', value: counted('medium') },
  { name: 'low', description: 'How many of them are low.', value: counted('low') },
  { name: 'unknown', description: 'How many of them nobody has rated.', value: counted('unknown') },
  { name: 'fixable', description: 'How many of them an update fixes.', value: counted('fixable') },
  {
    name: 'known-exploited',
    description: 'How many of them are known to be exploited.',
    value: ({ report }) => countFindings(report.findings.filter(isKnownExploited)).total,
  },
  {
    name: 'new',
    description: 'How many of them the baseline does not have; all of them without one.',
    value: ({ counting }) => countFindings(counting).total,
  },
  {
    name: 'suppressed',
    description: 'How many more were found and do not count, for a reason that was given.',
    value: ({ report }) => countFindings(report.suppressed).total,
  },
  { name: 'gaps', description: 'How many things could not be judged.', value: ({ report }) => report.gaps.length },
  { name: 'packages', description: 'How many packages the image has.', value: ({ report }) => report.packages.length },
  { name: 'layers', description: 'How many layers the image has.', value: ({ report }) => report.image.layers.length },
  {
    name: 'bytes-fetched',
    description: 'The bytes of layers that were received.',
    value: ({ report }) => report.fetched.bytesFetched,
  },
  {
    name: 'urls-resolved',
    description: 'How often the registry was asked where a layer lies.',
    value: ({ report }) => report.fetched.urlsResolved,
  },
  {
    name: 'urls-expired',
    description: 'How many signed addresses died before they were used, or while.',
    value: ({ report }) => report.fetched.urlsExpired,
  },
  {
    name: 'resumes',
    description: 'How often a transfer that broke was continued.',
    value: ({ report }) => report.fetched.resumes,
  },
  {
    name: 'retries',
    description: 'How often something that had failed was tried again.',
    value: ({ report }) => report.fetched.retries,
  },
  {
    name: 'bytes-refetched',
    description: 'The bytes of layers that were received and did not count.',
    value: ({ report }) => report.fetched.bytesRefetched,
  },
  {
    name: 'sarif-id',
    description: 'What code scanning calls the upload, where the Action made one.',
    value: ({ sarifId }) => sarifId,
  },
  {
    name: 'comment-url',
    description: 'Where the comment on the pull request is, where there is one.',
    value: ({ commentUrl }) => commentUrl,
  },
];

function isKnownExploited({ vulnerability }: Finding): boolean {
  return vulnerability.exploitation?.knownExploited !== undefined;
}
