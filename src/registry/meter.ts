import type { FetchCounters } from '../model/report.ts';

/** Counts what fetching took, over all layers of one scan. */
export interface Meter {
  received(bytes: number): void;
  /** Bytes that were received and did not count in the end. */
  refetched(bytes: number): void;
  resolved(): void;
  expired(): void;
  resumed(): void;
  /** An attempt failed, and another follows. */
  retried(): void;
  counters(): FetchCounters;
}

export function createMeter(): Meter {
  const counters = { bytesFetched: 0, urlsResolved: 0, urlsExpired: 0, resumes: 0, retries: 0, bytesRefetched: 0 };
  return {
    received: (bytes) => {
      counters.bytesFetched += bytes;
    },
    refetched: (bytes) => {
      counters.bytesRefetched += bytes;
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
    retried: () => {
      counters.retries += 1;
    },
    counters: () => ({ ...counters }),
  };
}
