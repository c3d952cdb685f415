import { readFile } from 'node:fs/promises';
import { readAs, readExisting, readFiles } from './host/policy-files.ts';
import type { Clock } from './model/clock.ts';
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
  return { report: shown(report, policy), counting, verdict };
}

/** Moves to the suppressed what files say does not count. */
async function withPolicy(
  found: Report,
  { ignoreFiles, vex }: PolicyRequest,
  { root, clock, log }: ConclusionPorts,
): Promise<Report> {
  const files = ignoreFiles === undefined ? await readExisting(IGNORE_FILES, root) : await readFiles(ignoreFiles, root);
  const ignored = files.map((file) => readAs(file, parseIgnoreFile));
  const documents = (await readFiles(vex, root)).map((file) => readAs(file, parseVex));
  for (const { notices } of ignored) for (const notice of notices) tell(notice, log);
  const { report, notices } = applyPolicy(found, {
    rules: ignored.flatMap(({ rules }) => rules),
    statements: documents.flatMap(({ statements }) => statements),
    now: clock.wall(),
  });
  for (const notice of notices) tell(notice, log);
  return report;
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
