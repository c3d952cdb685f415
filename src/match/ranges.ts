import type { AdvisoryRange, Affected, RangeEvent } from '../model/advisory.ts';
import { semanticOrder } from './semantic.ts';
import { type Compare, isEnumerated } from './versions.ts';

/**
 * Distributions that enumerate what their archive holds on the day, and not again when a fix comes out. Where they give a range, it alone
 * decides.
 */
const STALE_ENUMERATIONS = /^(?:Debian|Ubuntu)(?::|$)/;

/**
 * Whether an entry of an advisory covers the version: it is enumerated, or a range hits it. Commits (GIT) are not versions.
 * https://ossf.github.io/osv-schema/#evaluation Throws where nothing of it does and something could not be compared: what `compare`
 * throws, and where an event is at what is no version.
 */
export function isAffected(version: string, affected: Affected, compare: Compare): boolean {
  const ranges = versionRanges(affected);
  const listed = ranges.length > 0 && STALE_ENUMERATIONS.test(affected.ecosystem) ? [] : affected.versions;
  return isAny([
    () => isEnumerated(version, listed, compare),
    ...ranges.map((range) => (): boolean => hits(version, range, compare)),
  ]);
}

/** Whether one of the conditions holds. Throws what one threw where none does: it might have. */
function isAny(conditions: readonly (() => boolean)[]): boolean {
  const faults: unknown[] = [];
  for (const condition of conditions) {
    try {
      if (condition()) return true;
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
  return false;
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
  const order = orderOf(version, range, compare);
  let open = false;
  for (const event of inOrder(range, order)) {
    if ('introduced' in event && reaches(version, event.introduced, order)) open = true;
    else if ('fixed' in event && order(version, event.fixed) >= 0) open = false;
    else if ('lastAffected' in event && order(version, event.lastAffected) > 0) open = false;
  }
  return open && withinLimits(version, range, order);
}

/** The order by which a range is read. Throws where an event is at what is no version: `virt:rhel` stands in errata of Red Hat's. */
function orderOf(version: string, range: AdvisoryRange, compare: Compare): Compare {
  const named = range.events.map(versionOf).filter((text) => text !== '0' && text !== '*');
  const strange = named.find((text) => !/\d/.test(text));
  if (strange !== undefined) throw new Error(`"${strange}" is no version.`);
  return range.type === 'SEMVER' ? semanticOrder([version, ...named], compare) : compare;
}

/** The fix that ends the branch in which the version lies; undefined where the branch ends otherwise, or not at all. */
function branchEnd(version: string, range: AdvisoryRange, compare: Compare): string | undefined {
  const order = orderOf(version, range, compare);
  for (const event of inOrder(range, order)) {
    if ('fixed' in event && order(event.fixed, version) > 0) return event.fixed;
    if ('lastAffected' in event && order(event.lastAffected, version) >= 0) return undefined;
  }
  return undefined;
}

function fixesAbove(version: string, range: AdvisoryRange, compare: Compare): readonly string[] {
  const order = orderOf(version, range, compare);
  return range.events.flatMap((event) => ('fixed' in event && order(event.fixed, version) > 0 ? [event.fixed] : []));
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
