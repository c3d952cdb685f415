import type { AdvisoryRange, Affected, RangeEvent } from '../model/advisory.ts';

/** An ecosystem's order of versions: negative, zero or positive. Throws where a version cannot be parsed. */
export type Compare = (a: string, b: string) => number;

/**
 * Whether an entry of an advisory covers the version: it is enumerated, or a range hits it. Commits (GIT) are not versions.
 * https://ossf.github.io/osv-schema/#evaluation Throws what `compare` throws.
 */
export function isAffected(version: string, affected: Affected, compare: Compare): boolean {
  return affected.versions.includes(version) || versionRanges(affected).some((range) => hits(version, range, compare));
}

/**
 * The lowest version above this one that no entry covers; undefined where this one is not covered, or where a branch that
 * covers it has no fix. Throws what `compare` throws.
 */
export function fixedVersion(version: string, entries: readonly Affected[], compare: Compare): string | undefined {
  let fix: string | undefined;
  let at = version;
  // A fix may lie in what another entry covers. Each step goes up, and there are as many steps as there are events at the most.
  for (;;) {
    const covering = entries.filter((entry) => isAffected(at, entry, compare));
    if (covering.length === 0) return fix;
    const fixes = covering.map((entry) => nextFix(at, entry, compare));
    fix = undefined;
    for (const candidate of fixes) {
      if (candidate === undefined) return undefined;
      if (fix === undefined || compare(candidate, fix) > 0) fix = candidate;
    }
    if (fix === undefined) return undefined;
    at = fix;
  }
}

/** Where each range that hits is left; undefined where one is never left by a fix. */
function nextFix(version: string, affected: Affected, compare: Compare): string | undefined {
  const ranges = versionRanges(affected);
  const hitting = ranges.filter((range) => hits(version, range, compare));
  // A version that is only enumerated lies in no branch: any fix above it will do.
  if (hitting.length === 0)
    return extreme(
      ranges.flatMap((range) => fixesAbove(version, range, compare)),
      compare,
      -1,
    );
  const fixes = hitting.map((range) => branchEnd(version, range, compare));
  return fixes.includes(undefined)
    ? undefined
    : extreme(
        fixes.filter((fix) => fix !== undefined),
        compare,
        1,
      );
}

/** Follows the events in the order of their versions: introduced opens, fixed and last_affected close, limit bounds the whole. */
function hits(version: string, range: AdvisoryRange, compare: Compare): boolean {
  let open = false;
  for (const event of inOrder(range, compare)) {
    if ('introduced' in event && reaches(version, event.introduced, compare)) open = true;
    else if ('fixed' in event && compare(version, event.fixed) >= 0) open = false;
    else if ('lastAffected' in event && compare(version, event.lastAffected) > 0) open = false;
  }
  return open && withinLimits(version, range, compare);
}

/** The fix that ends the branch in which the version lies; undefined where the branch ends otherwise, or not at all. */
function branchEnd(version: string, range: AdvisoryRange, compare: Compare): string | undefined {
  for (const event of inOrder(range, compare)) {
    if ('fixed' in event && compare(event.fixed, version) > 0) return event.fixed;
    if ('lastAffected' in event && compare(event.lastAffected, version) >= 0) return undefined;
  }
  return undefined;
}

function fixesAbove(version: string, range: AdvisoryRange, compare: Compare): readonly string[] {
  return range.events.flatMap((event) => ('fixed' in event && compare(event.fixed, version) > 0 ? [event.fixed] : []));
}

/** Without a limit there is none; with several, one that holds is enough. */
function withinLimits(version: string, range: AdvisoryRange, compare: Compare): boolean {
  const limits = range.events.flatMap((event) => ('limit' in event ? [event.limit] : []));
  return limits.length === 0 || limits.some((limit) => limit === '*' || compare(version, limit) < 0);
}

/** `introduced: "0"` lies below every version, whatever the ecosystem makes of a zero. */
function reaches(version: string, introduced: string, compare: Compare): boolean {
  return introduced === '0' || compare(version, introduced) >= 0;
}

/** Events of one version keep the order of the record. */
function inOrder(range: AdvisoryRange, compare: Compare): readonly RangeEvent[] {
  return range.events.filter((event) => !('limit' in event)).sort((a, b) => compareEvents(a, b, compare));
}

function compareEvents(a: RangeEvent, b: RangeEvent, compare: Compare): number {
  const first = Number(isBeginning(b)) - Number(isBeginning(a));
  return first !== 0 || isBeginning(a) ? first : compare(versionOf(a), versionOf(b));
}

function isBeginning(event: RangeEvent): boolean {
  return 'introduced' in event && event.introduced === '0';
}

function versionOf(event: RangeEvent): string {
  if ('introduced' in event) return event.introduced;
  if ('fixed' in event) return event.fixed;
  return 'lastAffected' in event ? event.lastAffected : event.limit;
}

function versionRanges(affected: Affected): readonly AdvisoryRange[] {
  return affected.ranges.filter((range) => range.type !== 'GIT');
}

/** The highest (1) or the lowest (-1) of the versions. */
function extreme(versions: readonly string[], compare: Compare, direction: 1 | -1): string | undefined {
  let found: string | undefined;
  for (const version of versions) {
    if (found === undefined || compare(version, found) * direction > 0) found = version;
  }
  return found;
}
