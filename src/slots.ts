import type { Clock } from './model/clock.ts';

export interface SlotOptions<Item, Result> {
  /** How many run at once, at most. */
  readonly slots: number;
  readonly run: (item: Item, signal: AbortSignal) => Promise<Result>;
  /** What makes the slots fewer for a while; without it they are always as many. */
  readonly relief?: Relief;
  readonly signal: AbortSignal;
}

/** How the others tell that they are asked for too much. */
export interface Relief {
  readonly clock: Clock;
  /** Calls the listener each time that somebody asks for patience; the returned function ends that. */
  readonly onPressure: (listener: () => void) => () => void;
}

/** Milliseconds without pressure after which there is one slot more. */
const RECOVERY = 60_000;

/**
 * Runs something for each item, so many at a time, in order, and returns the results in order. Each time that somebody asks for
 * patience, half as many run, down to one; each minute without brings one back. The first failure stops all others and is thrown
 * once they have come to rest, so that nothing goes on behind the caller's back.
 */
export async function runInSlots<Item, Result>(
  items: readonly Item[],
  { slots, run, relief, signal }: SlotOptions<Item, Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;
  let running = 0;
  const { promise: rest, resolve: atRest } = Promise.withResolvers<void>();
  const limit = createLimit(Math.max(1, slots), relief, fill);

  /** Starts what there is room for. When nothing runs after that, nothing is left. */
  function fill(): void {
    while (!either.aborted && running < limit.now()) {
      const next = queue.next();
      if (next.done === true) break;
      running += 1;
      void runOne(...next.value);
    }
    if (running === 0) atRest();
  }

  async function runOne(index: number, item: Item): Promise<void> {
    try {
      results.set(index, await run(item, either));
    } catch (error) {
      failure ??= { error };
      stop.abort(error);
    }
    running -= 1;
    fill();
  }

  fill();
  await rest;
  limit.end();
  if (failure !== undefined) throw failure.error;
  signal.throwIfAborted();
  return items.map((_, index) => {
    const result = results.get(index);
    if (result === undefined) throw new Error(`item ${index} has no result`);
    return result;
  });
}

interface Limit {
  now(): number;
  end(): void;
}

/** How many may run at a time. `onMore` is called when it has grown. */
function createLimit(most: number, relief: Relief | undefined, onMore: () => void): Limit {
  let limit = most;
  let disarm: (() => void) | undefined;

  function recoverLater(): void {
    disarm?.();
    disarm = relief?.clock.after(RECOVERY, () => {
      limit = Math.min(most, limit + 1);
      if (limit < most) recoverLater();
      onMore();
    });
  }

  const unsubscribe = relief?.onPressure(() => {
    limit = Math.max(1, Math.floor(limit / 2));
    recoverLater();
  });

  return {
    now: () => limit,
    end: () => {
      unsubscribe?.();
      disarm?.();
    },
  };
}
