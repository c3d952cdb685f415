import type { Advisory, AdvisoryRange, Affected } from '../../model/advisory.ts';

/** An advisory that says nothing beside what it is and what it affects: what the formats here have not is left so. */
export const BARE: Omit<Advisory, 'id' | 'affected'> = {
  aliases: [],
  upstream: [],
  related: [],
  summary: '',
  details: '',
  severity: [],
  cwes: [],
  references: [],
};

/** An entry that covers no version yet. */
export const UNCOVERED: Pick<Affected, 'ranges' | 'versions' | 'severity'> = { ranges: [], versions: [], severity: [] };

/** All versions, for what has no fix and for what was never affected. */
export const EVERY_VERSION: AdvisoryRange = { type: 'ECOSYSTEM', events: [{ introduced: '0' }] };

/** All versions before the fix. */
export function before(fixed: string): AdvisoryRange {
  return { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] };
}

/** All versions up to the last that is affected. */
export function upTo(lastAffected: string): AdvisoryRange {
  return { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { lastAffected }] };
}

/** Reads JSON. Throws an Error that says so where it is none, as an error page is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('It is not JSON.');
  }
}

/** What went wrong, for a record that could not be read. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
