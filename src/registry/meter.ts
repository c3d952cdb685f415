import type { FetchCounters } from '../model/report.ts';

/** Counts what fetching took, over all layers of one scan. */
export interface Meter {
  received(bytes: number): void;
  resolved(): void;
  expired(): void;
  resumed(): void;
  counters(): FetchCounters;
}

export function createMeter(): Meter {
  const counters = { bytesFetched: 0, urlsResolved: 0, urlsExpired: 0, resumes: 0 };
  return {
    received: (bytes) => {
      counters.bytesFetched += bytes;
    },
    resolved: () => {
      counters.urlsResolved += 1;
    },
    expired: () => {
      counters.urlsExpired += 1;
    },
    resumed: () => {
      counters.resumes += 1;
    },
    counters: () => ({ ...counters }),
  };
}
