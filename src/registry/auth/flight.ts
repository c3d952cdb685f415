/** Runs `work` for the key, or joins whoever is at it already. Rejects with the signal's reason when it is aborted. */
export type Flight<Result> = (
  key: string,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
) => Promise<Result>;

interface Underway<Result> {
  readonly promise: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * One piece of work at a time for each key, whoever waits for it. It is nobody's own: it ends early only when the last one who
 * waits has gone. Nothing is kept, least of all a failure.
 */
export function createFlight<Result>(): Flight<Result> {
  const flights = new Map<string, Underway<Result>>();

  function begin(key: string, work: (signal: AbortSignal) => Promise<Result>): Underway<Result> {
    const controller = new AbortController();
    const flight: Underway<Result> = {
      promise: work(controller.signal),
      controller,
      waiting: 0,
    };
    // Whoever waits sees the failure; when all have gone, nobody needs to.
    flight.promise.catch(() => undefined);
    flights.set(key, flight);
    return flight;
  }

  function forget(key: string, flight: Underway<Result>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  return async (key, work, signal) => {
    signal.throwIfAborted();
    const flight = flights.get(key) ?? begin(key, work);
    flight.waiting += 1;
    const { promise: gone, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.promise, gone]);
    } finally {
      signal.removeEventListener('abort', leave);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        forget(key, flight);
        flight.controller.abort(signal.reason);
      }
    }
  };
}
