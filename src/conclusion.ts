import { readFile } from 'node:fs/promises';
import type { Attachment } from './attached.ts';
import { readAs, readExisting, readFiles } from './host/policy-files.ts';
import { readSourceFiles } from './host/workspace.ts';
import type { Clock } from './model/clock.ts';
import { errorLine } from './model/errors.ts';
import type { Log } from './model/log.ts';
import { parseReference } from './model/reference.ts';
import type { Finding, Report } from './model/report.ts';
import type { PolicyRequest, ScanRequest } from './model/request.ts';
import { newSince } from './policy/baseline.ts';
import { fixedOnly, shown } from './policy/filter.ts';
import { judgeGate, type Verdict } from './policy/gate.ts';
import { IGNORE_FILES, parseIgnoreFile } from './policy/ignore/index.ts';
import type { Notice } from './policy/notice.ts';
import { applyPolicy } from './policy/suppress.ts';
import { parseVex } from './policy/vex/index.ts';
import type { VexDocument } from './policy/vex/statement.ts';
import { lockfileOf } from './source/lockfiles/index.ts';
import { placesOf } from './source/places.ts';
import { readReport } from './report/reading/index.ts';

/** What a scan comes to: the report that is shown, what of it counts, and whether that fails the run. */
export interface Conclusion {
  readonly report: Report;
  /** The findings that count for the gate: all of them, or what is new since the baseline. */
  readonly counting: readonly Finding[];
  readonly verdict: Verdict;
}

export interface ConclusionPorts {
  /** Scans another image by the same request. */
  readonly scan: (request: ScanRequest) => Promise<Report>;
  /** What is attached to the image in its registry. */
  readonly attached: (report: Report) => Promise<readonly Attachment[]>;
  /** The folder that files are looked for in. */
  readonly root: string;
  readonly clock: Pick<Clock, 'wall'>;
  readonly log: Log;
}

/** Holds a report against what the request says of it. Throws what reading or scanning a baseline throws. */
export async function conclude(found: Report, request: ScanRequest, ports: ConclusionPorts): Promise<Conclusion> {
  const { policy } = request;
  const report = fixedOnly(await withPolicy(found, policy, ports), policy);
  const baseline = policy.baseline === undefined ? undefined : await loadBaseline(policy.baseline, request, ports);
  const counting = baseline === undefined ? report.findings : newSince(report, baseline);
  const verdict = judgeGate({ report, counting, sinceBaseline: baseline !== undefined }, policy);
  return { report: await placed(shown(report, policy), request, ports), counting, verdict };
}

/** Adds where in the repository packages and layers come from, as far as its files and the image's builder tell. */
async function placed(report: Report, { source }: ScanRequest, { root, attached }: ConclusionPorts): Promise<Report> {
  const isLockfile = (name: string): boolean => lockfileOf(name) !== undefined;
  const files = await readSourceFiles(root, { dockerfile: source.dockerfile, isLockfile });
  if (files.dockerfile === undefined && files.lockfiles.length === 0) return report;
  const { layers } = report.image;
  // How the image was built is of use only beside the file that it was built from.
  const attachments = files.dockerfile === undefined ? [] : await attached(report);
  const provenance = attachments.map(({ text }) => text).filter((text) => text.includes('slsa.dev/provenance'));
  return { ...report, places: placesOf({ layers, packages: report.packages, provenance, ...files }) };
}

/** Moves to the suppressed what files say does not count. */
async function withPolicy(
  found: Report,
  { ignoreFiles, vex, vexFromRegistry }: PolicyRequest,
  ports: ConclusionPorts,
): Promise<Report> {
  const { root, clock, log } = ports;
  const files = ignoreFiles === undefined ? await readExisting(IGNORE_FILES, root) : await readFiles(ignoreFiles, root);
  const ignored = files.map((file) => readAs(file, parseIgnoreFile));
  const documents = (await readFiles(vex, root)).map((file) => readAs(file, parseVex));
  for (const { notices } of ignored) for (const notice of notices) tell(notice, log);
  const { report, notices } = applyPolicy(found, {
    rules: ignored.flatMap(({ rules }) => rules),
    statements: [...documents, ...(vexFromRegistry ? await attachedVex(found, ports) : [])].flatMap(
      ({ statements }) => statements,
    ),
    now: clock.wall(),
  });
  for (const notice of notices) tell(notice, log);
  return report;
}

/** Most of what is attached to an image is no VEX; what is and cannot be read is told. */
async function attachedVex(report: Report, { attached, log }: ConclusionPorts): Promise<readonly VexDocument[]> {
  return (await attached(report)).flatMap(({ source, text }) => {
    if (!/vex/i.test(text)) return [];
    try {
      return [parseVex(source, text)];
    } catch (error) {
      log.notice(`The document ${source} that is attached to the image cannot be used: ${errorLine(error)}.`);
      return [];
    }
  });
}

function tell({ level, text }: Notice, log: Log): void {
  if (level === 'warning') log.warning(text);
  else log.notice(text);
}

/** An earlier report, where there is such a file; else another image, scanned now. */
async function loadBaseline(baseline: string, request: ScanRequest, { scan, log }: ConclusionPorts): Promise<Report> {
  const text = await readFile(baseline, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return readReport(text);
  const reference = parseReference(baseline);
  return await log.group(
    `Baseline ${baseline}`,
    async () => await scan({ ...request, target: { kind: 'registry', reference, text: baseline } }),
  );
}
