import type { Clock } from '../model/clock.ts';
import { backoff, LONGEST_WAIT, tooLongToWait } from './backoff.ts';
import { retryAfter } from './status.ts';
import type { Get } from './transport.ts';

export interface GateOptions {
  readonly clock: Clock;
  /** Milliseconds that a request waits at most; ten minutes where it is not given. */
  readonly longestWait?: number;
}

/** Keeps everybody from an origin that asked for patience, until its time is over. One for all that runs at once. */
export interface Gate {
  /** Resolves when the origin may be asked. Throws `REGISTRY_REFUSED`, saying when, where that is too far away. */
  pass(url: URL, signal: AbortSignal): Promise<void>;
  /** The origin asked for patience: for so many milliseconds, or it did not say. */
  close(url: URL, wait: number | undefined): void;
  /** The origin answered as it should. */
  clear(url: URL): void;
  /** Calls `listener` each time that an origin closes; the returned function ends that. */
  onPressure(listener: () => void): () => void;
}

interface Origin {
  /** Milliseconds on the monotonic clock. */
  readonly until: number;
  /** Closings in a row. */
  readonly strikes: number;
}

export function createGate({ clock, longestWait = LONGEST_WAIT }: GateOptions): Gate {
  const origins = new Map<string, Origin>();
  const listeners = new Set<() => void>();

  const left = (url: URL): number => (origins.get(url.origin)?.until ?? Number.NEGATIVE_INFINITY) - clock.now();

  return {
    pass: async (url, signal) => {
      // Whoever waited looks again: it may have been closed anew meanwhile.
      for (let wait = left(url); wait > 0; wait = left(url)) {
        if (wait > longestWait) throw tooLongToWait(`${url.host} is asked for too much.`, clock.wall() + wait);
        await clock.sleep(wait, signal);
      }
    },
    close: (url, wait) => {
      const before = origins.get(url.origin) ?? { until: Number.NEGATIVE_INFINITY, strikes: 0 };
      // Answers to what was asked before it closed tell nothing new, unless they ask for more.
      const closed = before.until > clock.now();
      const strikes = closed ? before.strikes : before.strikes + 1;
      const until = clock.now() + (wait ?? backoff(strikes));
      origins.set(url.origin, { until: Math.max(until, before.until), strikes });
      if (!closed) for (const listener of listeners) listener();
    },
    clear: (url) => {
      if (left(url) <= 0) origins.delete(url.origin);
    },
    onPressure: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Asks through the gate: waits where it is closed, and closes it where the answer is 429 or 503. */
export function gated(get: Get, gate: Gate, clock: Clock): Get {
  return async (url, options) => {
    await gate.pass(url, options.signal);
    const answer = await get(url, options);
    if (answer.status === 429 || answer.status === 503) gate.close(url, retryAfter(answer, clock));
    else gate.clear(url);
    return answer;
  };
}
