import { countFindings, type Finding, groupFindings, type Report } from '../model/report.ts';
import type { FailOn, PolicyRequest } from '../model/request.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../model/severity.ts';

/** Whether a scan fails its run, and the sentences that say what was found and why it fails. */
export interface Verdict {
  readonly failed: boolean;
  /** What a process that fails by it ends with. */
  readonly exitCode: number;
  /** What was found, what counts, and why it fails: a few sentences. */
  readonly sentence: string;
  /** Why it fails: one sentence, with counts. */
  readonly reason?: string;
}

export type Gate = Pick<PolicyRequest, 'failOn' | 'returnCode' | 'onlyFixed'>;

/** What of a scan the gate looks at. */
export interface Judged {
  readonly report: Report;
  /** The findings that count: all of them, or what is new since a baseline. */
  readonly counting: readonly Finding[];
  /** Whether `counting` is only what is new. */
  readonly sinceBaseline: boolean;
}

/** The gate's exit code where none is asked for. */
const FAILED = 1;

/**
 * Holds a scan against what fails it. Without `fail-on`, a `return-code` is used for a vulnerability of any severity, as in
 * clair-action; with it, the code is 1 unless `return-code` says another.
 */
export function judgeGate(judged: Judged, gate: Gate): Verdict {
  const { report } = judged;
  const { failOn, returnCode } = gate;
  const asked = failOn.length > 0;
  const reasons = asked ? askedReasons(failOn, judged) : returnCode === 0 ? [] : reasonsOf('any', judged);
  const failed = reasons.length > 0;
  const exitCode = failed ? returnCode || FAILED : 0;
  const because = asked ? '' : `, for which return-code asks ${exitCode}`;
  const reason = failed ? `${report.image.reference} fails: ${reasons.join('; ')}${because}.` : undefined;
  const sentences = [
    toldOf(judged, gate),
    ...(report.gaps.length === 0 ? [] : [`${plural(report.gaps.length, 'thing')} could not be judged.`]),
    ...(reason === undefined ? [] : [reason]),
  ];
  return { failed, exitCode, sentence: sentences.join(' '), ...(reason === undefined ? {} : { reason }) };
}

function toldOf({ report, counting, sinceBaseline }: Judged, { onlyFixed }: Gate): string {
  const { reference } = report.image;
  const left = groupFindings(report.suppressed).length;
  const suppressed = left === 0 ? '' : ` ${left} more ${left === 1 ? 'does' : 'do'} not count, for a reason that was given.`;
  if (report.findings.length === 0) {
    return `No known vulnerability${onlyFixed ? ' that an update fixes' : ''} was found in ${reference}${left === 0 ? '' : ' that counts'}.${suppressed}`;
  }
  const counts = countFindings(report.findings);
  const bands = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => `${counts[severity]} ${severity}`);
  const fresh = sinceBaseline ? `; ${countFindings(counting).total} new` : '';
  const found = `${plural(counts.total, 'vulnerability', 'vulnerabilities')} in ${reference}: ${bands.join(', ')}; ${counts.fixable} fixable${fresh}.`;
  return `${found}${suppressed}`;
}

/** Each reason once. Of several severities, the mildest says all. */
function askedReasons(failOn: readonly FailOn[], judged: Judged): readonly string[] {
  const least = SEVERITIES.findLast((severity) => failOn.some((what) => what === severity));
  const asked = new Set(failOn.filter((what) => !SEVERITIES.some((severity) => severity === what) || what === least));
  return [...asked].flatMap((what) => reasonsOf(what, judged));
}

/** A gap is never taken for old: what could not be judged before may hide what is new. */
function reasonsOf(what: FailOn, { report, counting, sinceBaseline }: Judged): readonly string[] {
  const fresh = sinceBaseline ? 'new ' : '';
  switch (what) {
    case 'gaps':
      return report.gaps.length === 0 ? [] : [plural(report.gaps.length, 'gap')];
    case 'kev': {
      const known = counting.filter(({ vulnerability }) => vulnerability.exploitation?.knownExploited !== undefined);
      return known.length === 0 ? [] : [`${countFindings(known).total} ${fresh}known to be exploited`];
    }
    case 'any':
      return counting.length === 0
        ? []
        : [plural(countFindings(counting).total, `${fresh}vulnerability`, `${fresh}vulnerabilities`)];
    case 'low':
    case 'medium':
    case 'high':
    case 'critical':
      return atOrAbove(what, counting, fresh);
    default:
      throw new Error(`unknown gate ${String(what satisfies never)}`);
  }
}

/** What nobody has rated comes last: it is not known to be mild, but no gate on a severity can be about it; `any` is. */
function atOrAbove(least: Severity, counting: readonly Finding[], fresh: string): readonly string[] {
  const counts = countFindings(counting);
  const bands = SEVERITIES.filter((severity) => compareSeverity(severity, least) <= 0 && counts[severity] > 0);
  if (bands.length === 0) return [];
  return [`${bands.map((severity) => `${counts[severity]} ${fresh}${severity}`).join(' and ')} at or above ${least}`];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
