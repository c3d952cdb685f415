import type { Finding, Report, SuppressedFinding, Suppression } from '../model/report.ts';
import { lastDay } from './ignore/date.ts';
import { canonicalId, type IgnoreRule, leavesOut, namesOf, type RuleSource } from './ignore/rule.ts';
import { listed, type Notice } from './notice.ts';
import { strayDocuments } from './vex/stray.ts';
import { vexMatches } from './vex/match.ts';
import type { VexStatement } from './vex/statement.ts';

/** What someone decided of findings beforehand. */
export interface Policy {
  readonly rules: readonly IgnoreRule[];
  readonly statements: readonly VexStatement[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A report after it, and what whoever made it should know. */
export interface Applied {
  readonly report: Report;
  readonly notices: readonly Notice[];
}

/** Moves the findings that count no longer to those that are suppressed, each with its reason. */
export function applyPolicy(report: Report, { rules, statements, now }: Policy): Applied {
  const used = new Set<IgnoreRule>();
  const [expired, valid] = [rules.filter((rule) => hasEnded(rule, now)), rules.filter((rule) => !hasEnded(rule, now))];
  const live = byName(valid, ({ ids }) => ids);
  const said = byName(statements, ({ vulnerabilities }) => vulnerabilities);
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [...report.suppressed];
  for (const finding of report.findings) {
    const matching = live(finding).filter((rule) => leavesOut(rule, finding, report));
    for (const rule of matching) used.add(rule);
    const suppression = ignoring(matching) ?? excusing(said(finding), finding, report);
    if (suppression === undefined) findings.push(finding);
    else suppressed.push({ ...finding, suppression });
  }
  const unused = valid.filter((rule) => !used.has(rule));
  const notices = [...expiredNotices(expired), ...unusedNotices(unused), ...strayDocuments(statements, report)];
  return { report: { ...report, findings, suppressed }, notices };
}

function hasEnded({ expires }: IgnoreRule, now: number): boolean {
  return expires !== undefined && now >= expires;
}

/** Finds what is about a finding's vulnerability, by any of its names, in the order that was given; what names none is about all. */
function byName<Item>(
  items: readonly Item[],
  namesIn: (item: Item) => readonly string[] | undefined,
): (finding: Finding) => readonly Item[] {
  const named = new Map<string, number[]>();
  const always: number[] = [];
  for (const [index, item] of items.entries()) {
    const names = namesIn(item);
    if (names === undefined) always.push(index);
    for (const name of new Set((names ?? []).map(canonicalId))) {
      const places = named.get(name);
      if (places === undefined) named.set(name, [index]);
      else places.push(index);
    }
  }
  return (finding) => {
    const places = new Set([...always, ...namesOf(finding).flatMap((name) => named.get(name) ?? [])]);
    return [...places].sort((a, b) => a - b).flatMap((place) => items.slice(place, place + 1));
  };
}

function ignoring([rule]: readonly IgnoreRule[]): Suppression | undefined {
  if (rule === undefined) return undefined;
  return {
    kind: 'ignored',
    source: placeOf(rule.source),
    ...(rule.reason === undefined ? {} : { reason: rule.reason }),
    ...(rule.expires === undefined ? {} : { expires: lastDay(rule.expires) }),
  };
}

/** What the latest statement about the finding says: each takes the place of those before. */
function excusing(statements: readonly VexStatement[], finding: Finding, report: Report): Suppression | undefined {
  const latest = statements
    .filter((statement) => vexMatches(statement, finding, report))
    .reduce<VexStatement | undefined>(
      (last, next) => (last === undefined || ageOf(next) >= ageOf(last) ? next : last),
      undefined,
    );
  if (latest?.status !== 'not_affected' && latest?.status !== 'fixed') return undefined;
  const { status, justification, impact, source } = latest;
  const told = [...(status === 'fixed' ? [status] : []), ...(justification === undefined ? [] : [justification])];
  const reason = [...told, ...(impact === undefined || impact === justification ? [] : [impact])].join(': ');
  return { kind: 'not-affected', source, ...(reason === '' ? {} : { reason }) };
}

function ageOf({ time }: VexStatement): number {
  return time ?? Number.NEGATIVE_INFINITY;
}

function placeOf({ file, line }: RuleSource): string {
  return line === undefined ? file : `${file}, line ${line}`;
}

function expiredNotices(rules: readonly IgnoreRule[]): readonly Notice[] {
  return byFile(rules).map(({ file, own }) => {
    const named = own.map((rule) => `${nameOf(rule)} (until ${lastDay(rule.expires ?? 0)})`);
    return { level: 'warning', text: `${file}: what has expired ignores nothing any more: ${listed(named)}.` };
  });
}

function unusedNotices(rules: readonly IgnoreRule[]): readonly Notice[] {
  return byFile(rules).map(({ file, own }) => {
    return { level: 'notice', text: `${file}: nothing was found that these ignore: ${listed(own.map(nameOf))}.` };
  });
}

function byFile(rules: readonly IgnoreRule[]): readonly { readonly file: string; readonly own: readonly IgnoreRule[] }[] {
  const files = Map.groupBy(rules, ({ source }) => source.file);
  return [...files].map(([file, own]) => ({ file, own }));
}

function nameOf({ ids, source }: IgnoreRule): string {
  const line = source.line === undefined ? undefined : `line ${source.line}`;
  const names = ids === undefined ? undefined : listed(ids);
  return [line, names].filter((one) => one !== undefined).join(' ') || 'one without a name';
}
