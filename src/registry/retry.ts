import pRetry from 'p-retry';
import type { Clock } from '../model/clock.ts';
import { TransientError, type TransientReason } from './attempt.ts';
import { delayAfter, LONGEST_WAIT, tooLongToWait } from './backoff.ts';

/** Failed attempts in a row, with no progress between them, after which nothing is tried any more. */
const MOST_IN_VAIN = 5;
/** Attempts in all, progress or not: an end to a server that sends a little and breaks, for ever. */
export const MOST_ATTEMPTS = 100;

/** How often another attempt is worth it after failures that hardly ever pass by themselves. The others have the whole budget. */
const MOST_AFTER: Partial<Readonly<Record<TransientReason, number>>> = { refused: 2, missing: 1, length: 1 };

/** What an attempt brought that failed: enough to start the count anew, enough not to be counted, or nothing. */
export type Progress = 'whole' | 'some' | 'none';

export interface RetryOptions {
  readonly clock: Clock;
  /** How much further the last attempt came than the ones before. */
  readonly progressed?: (error: TransientError) => Progress;
  /** Told of each failure that is followed by another attempt. */
  readonly onRetry?: (error: TransientError) => void;
  /** Milliseconds that are waited at most because a server asks for it; ten minutes where it is not given. */
  readonly longestWait?: number;
  readonly signal: AbortSignal;
}

/**
 * The one retry loop: runs `attempt` until it succeeds, fails for good, or fails too often without progress.
 * Only a `TransientError` is tried again; when none helped, its outcome is thrown. An abort ends it at once, also while it waits.
 */
export async function retry<Result>(attempt: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { clock, progressed, onRetry, longestWait = LONGEST_WAIT, signal } = options;
  const budget = new Budget();
  try {
    return await pRetry(attempt, {
      retries: MOST_ATTEMPTS - 1,
      // The waiting is ours, on the injected clock.
      minTimeout: 0,
      shouldRetry: async ({ error }) => {
        if (!(error instanceof TransientError)) return false;
        if (!budget.bears(error, progressed?.(error) ?? 'none')) return false;
        const delay = delayAfter(error, budget.failures(error));
        if ((error.retryAfter ?? 0) > longestWait) throw tooLongToWait(error.message, clock.wall() + delay, error.outcome);
        onRetry?.(error);
        await clock.sleep(delay, signal);
        return true;
      },
      signal,
    });
  } catch (error) {
    throw error instanceof TransientError ? error.outcome : error;
  }
}

/** How many failures are left. */
class Budget {
  #inVain = 0;
  readonly #byReason = new Map<TransientReason, number>();

  /** Counts a failure; false where it was one too many. */
  bears({ reason }: TransientError, progress: Progress): boolean {
    if (progress !== 'none') this.#byReason.clear();
    if (progress === 'whole') this.#inVain = 0;
    // A connection that is given up because it is slow is counted by whoever gives it up.
    if (progress !== 'some' && reason !== 'slow') this.#inVain += 1;
    const failures = (this.#byReason.get(reason) ?? 0) + 1;
    this.#byReason.set(reason, failures);
    return this.#inVain < MOST_IN_VAIN && failures <= (MOST_AFTER[reason] ?? MOST_IN_VAIN);
  }

  /** Failures in a row, as the waiting before the next attempt counts them. */
  failures({ reason }: TransientError): number {
    const ofReason = this.#byReason.get(reason) ?? 1;
    return MOST_AFTER[reason] === undefined && reason !== 'expired' ? Math.max(this.#inVain, 1) : ofReason;
  }
}
