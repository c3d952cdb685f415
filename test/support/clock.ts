import type { Clock } from '../../src/model/clock.ts';

/** A clock that stands still until it is told, or until somebody sleeps. */
export interface FakeClock extends Clock {
  /** Every sleep so far, in milliseconds. */
  readonly sleeps: readonly number[];
  /** Lets time pass; what was due is done. */
  advance(milliseconds: number): void;
}

export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let passed = 0;
  const sleeps: number[] = [];
  const due = new Set<{ readonly at: number; readonly action: () => void }>();

  function advance(milliseconds: number): void {
    passed += milliseconds;
    for (const timer of due) {
      if (timer.at > passed) continue;
      due.delete(timer);
      timer.action();
    }
  }

  return {
    now: () => passed,
    wall: () => start + passed,
    sleeps,
    advance,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      advance(milliseconds);
    },
    after: (milliseconds, action) => {
      const timer = { at: passed + milliseconds, action };
      due.add(timer);
      return () => void due.delete(timer);
    },
  };
}
