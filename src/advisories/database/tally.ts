import type { Advisory } from '../../model/advisory.ts';

/** What was read of a feed, counted. */
export interface Tally {
  add(advisory: Advisory): void;
  /** Counts a record that could not be read; `why` is `NAME (reason)`. */
  miss(why: string): void;
  /** How many advisories were read. */
  count(): number;
  /** Whether nothing was counted, not even what could not be read. */
  isEmpty(): boolean;
  /** When the newest advisory was modified, in milliseconds since the epoch; 0 where none says. */
  newest(): number;
  /** What could not be read, in one sentence; undefined where everything could. */
  fault(): string | undefined;
}

/** How many records that could not be read are named. */
const NAMED = 3;

export function createTally(): Tally {
  const named: string[] = [];
  let missed = 0;
  let count = 0;
  let newest = 0;
  return {
    add({ modified }) {
      const time = Date.parse(modified ?? '');
      count += 1;
      if (time > newest) newest = time;
    },
    miss(why) {
      missed += 1;
      if (named.length < NAMED) named.push(why);
    },
    count: () => count,
    isEmpty: () => count + missed === 0,
    newest: () => newest,
    fault() {
      if (missed === 0) return undefined;
      const more = missed > named.length ? ` and ${String(missed - named.length)} more` : '';
      return `${String(missed)} records could not be read when the database was made: ${named.join(', ')}${more}`;
    },
  };
}
