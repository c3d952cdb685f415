import type { AdvisoryRange, RangeEvent } from '../../model/advisory.ts';
import type { ClairRow } from './schema.ts';
import type { VersionForm } from './scope.ts';

/** Bounds as ten numbers each, the first of which is an epoch that nothing has: `{0,1,2,3,0,…}__{0,1,3,0,…}`. */
const BOUNDS = /^\{(?<lower>\d{1,10}(?:,\d{1,10}){9})\}__\{(?<upper>\d{1,10}(?:,\d{1,10}){9})\}$/;
/** The epoch of an upper bound that is none. */
const UNBOUNDED = 65535;
/** An encoded range: `introduced=1.0&fixed=1.4.2`. */
const ENCODED = /^(?:introduced|fixed|lastAffected)=/;
/** What has no fix, as Clair writes it where its source says a version for none. */
const NEVER = '0';

const FROM_THE_BEGINNING: RangeEvent = { introduced: '0' };

/** What versions a row says are affected. */
export interface Coverage {
  readonly ranges: readonly AdvisoryRange[];
  /** Clair does not keep from which version on this is so: it is taken for affected from the first on. */
  readonly isWithoutBeginning?: true;
}

/** The versions that a row covers; undefined where it says that none was ever affected. Throws an Error where its range cannot be read. */
export function coverageOf(row: ClairRow, form: VersionForm): Coverage | undefined {
  const fixed = row.fixed_in_version.trim();
  if (form === 'fix-or-never' && fixed === NEVER) return undefined;
  return READINGS[form](row, fixed);
}

/** Each with the fix, without the spaces that some sources have around it. */
const READINGS: Readonly<Record<VersionForm, (row: ClairRow, fixed: string) => Coverage>> = {
  'fix-or-never': (_, fixed) => ofVersions([FROM_THE_BEGINNING, ...fixAt(fixed)]),
  fix: (_, fixed) => ofVersions([FROM_THE_BEGINNING, ...fixAt(fixed === NEVER ? '' : fixed)]),
  rpm: (row, fixed) => ofVersions([FROM_THE_BEGINNING, ...ofRpm(fixed, row.package_version.trim())]),
  tag: (row, fixed) => ofVersions(ofTag(row.vulnerable_range, fixed)),
  osv: ofOsv,
};

function ofVersions(events: readonly RangeEvent[]): Coverage {
  return { ranges: [{ type: 'ECOSYSTEM', events }] };
}

function fixAt(version: string): readonly RangeEvent[] {
  return version === '' ? [] : [{ fixed: version }];
}

/** Where there is no fix, the row may name the last version that is affected. */
function ofRpm(fixed: string, last: string): readonly RangeEvent[] {
  if (fixed !== '') return fixAt(fixed);
  return last === '' ? [] : [{ lastAffected: last }];
}

/** A container's tag, `v4.12.0-202301`, among those of the same minor version. */
function ofTag(range: string, fixed: string): readonly RangeEvent[] {
  const bounds = BOUNDS.test(range) ? boundsOf(range) : undefined;
  if (bounds === undefined || isZero(bounds.lower)) return [FROM_THE_BEGINNING, ...fixAt(fixed)];
  const mark = fixed.startsWith('v') ? 'v' : '';
  return [{ introduced: `${mark}${bounds.lower.slice(1, 3).join('.')}` }, ...fixAt(fixed)];
}

function ofOsv(row: ClairRow, fixed: string): Coverage {
  if (ENCODED.test(fixed)) return ofVersions(ofEncoded(fixed));
  if (row.version_kind === 'semver') return { ranges: [{ type: 'SEMVER', events: ofBounds(row.vulnerable_range, fixed) }] };
  const coverage = ofVersions([FROM_THE_BEGINNING, ...fixAt(fixed)]);
  // A registry whose ranges are kept has an empty one where all versions are affected.
  return KEPT.has(row.repo_name) && fixed === '' ? coverage : { ...coverage, isWithoutBeginning: true };
}

const KEPT: ReadonlySet<string> = new Set(['pypi', 'maven', 'rubygems']);

function ofEncoded(text: string): readonly RangeEvent[] {
  const told = new URLSearchParams(text);
  const introduced = told.get('introduced') ?? '';
  const fixed = told.getAll('fixed').filter((version) => version !== '');
  const last = told.getAll('lastAffected').filter((version) => version !== '');
  return [
    introduced === '' ? FROM_THE_BEGINNING : { introduced },
    // What is fixed later has no last version.
    ...(fixed.length > 0 ? fixed.map((version) => ({ fixed: version })) : last.map((version) => ({ lastAffected: version }))),
  ];
}

/**
 * A range of three numbers at each end, from which Clair takes what stands behind the numbers (`-rc.1`). The fix itself is kept beside it as
 * it was published, and is the end; the beginning is the lowest version that comes down to the three numbers.
 */
function ofBounds(range: string, fixed: string): readonly RangeEvent[] {
  const { lower, upper } = boundsOf(range);
  const introduced = isZero(lower) ? FROM_THE_BEGINNING : { introduced: `${numbersOf(lower)}-0` };
  if (fixed !== '' && isAt(fixed, upper)) return [introduced, { fixed: fixed.replace(/^v/, '') }];
  return (upper[0] ?? 0) >= UNBOUNDED ? [introduced] : [introduced, { limit: `${numbersOf(upper)}-0` }];
}

function boundsOf(range: string): { readonly lower: readonly number[]; readonly upper: readonly number[] } {
  const { lower, upper } = BOUNDS.exec(range)?.groups ?? {};
  if (lower === undefined || upper === undefined) throw new Error(`its range "${range.slice(0, 80)}" cannot be read`);
  return { lower: lower.split(',').map(Number), upper: upper.split(',').map(Number) };
}

function isZero(bound: readonly number[]): boolean {
  return bound.every((number) => number === 0);
}

function numbersOf(bound: readonly number[]): string {
  return bound.slice(1, 4).join('.');
}

/** Whether a version comes down to this bound: `1.2.3-rc.1` to 1.2.3, `1.2` to 1.2.0. */
function isAt(version: string, bound: readonly number[]): boolean {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?![\d.])/.exec(version);
  return match !== null && [1, 2, 3].every((place) => Number(match[place] ?? 0) === bound[place]);
}
