import pRetry from 'p-retry';
import type { Clock } from '../model/clock.ts';
import { TransientError } from './attempt.ts';

/** Failed attempts in a row, with no progress between them, after which nothing is tried any more. */
const MOST_IN_VAIN = 5;
/** Attempts in all, progress or not: an end to a server that sends a little and breaks, for ever. */
const MOST_ATTEMPTS = 100;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

export interface RetryOptions {
  readonly clock: Clock;
  /** Whether the last attempt came further than the ones before: then the budget is whole again. */
  readonly progressed?: () => boolean;
  /** Told of each failure that is followed by another attempt. */
  readonly onRetry?: (error: TransientError) => void;
  readonly signal: AbortSignal;
}

/**
 * The one retry loop: runs `attempt` until it succeeds, fails for good, or fails too often without progress.
 * Only a `TransientError` is tried again; when none helped, its outcome is thrown.
 */
export async function retry<Result>(attempt: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { clock, progressed, onRetry, signal } = options;
  let inVain = 0;
  try {
    return await pRetry(attempt, {
      retries: MOST_ATTEMPTS - 1,
      // The waiting is ours, on the injected clock.
      minTimeout: 0,
      shouldRetry: async ({ error }) => {
        if (!(error instanceof TransientError)) return false;
        inVain = progressed?.() === true ? 1 : inVain + 1;
        if (inVain >= MOST_IN_VAIN) return false;
        onRetry?.(error);
        await clock.sleep(delayBefore(inVain, error), signal);
        return true;
      },
      signal,
    });
  } catch (error) {
    throw error instanceof TransientError ? error.outcome : error;
  }
}

/** Full-jitter exponential backoff; a location that had expired is asked for again at once. */
function delayBefore(attempt: number, error: TransientError): number {
  if (error.reason === 'expired' && attempt === 1) return 0;
  const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  const jittered = ceiling * (0.5 + Math.random() / 2);
  return Math.max(jittered, error.retryAfter ?? 0);
}
