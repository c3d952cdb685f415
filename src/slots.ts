export interface SlotOptions<Item, Result> {
  /** How many run at once. */
  readonly slots: number;
  readonly run: (item: Item, signal: AbortSignal) => Promise<Result>;
  readonly signal: AbortSignal;
}

/**
 * Runs something for each item, so many at a time, in order, and returns the results in order. The first failure stops all
 * others and is thrown once they have come to rest, so that nothing goes on behind the caller's back.
 */
export async function runInSlots<Item, Result>(
  items: readonly Item[],
  { slots, run, signal }: SlotOptions<Item, Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;

  async function slot(): Promise<void> {
    for (const [index, item] of queue) {
      if (either.aborted) return;
      try {
        results.set(index, await run(item, either));
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
        return;
      }
    }
  }

  await Promise.all(Array.from({ length: Math.max(1, slots) }, slot));
  if (failure !== undefined) throw failure.error;
  signal.throwIfAborted();
  return items.map((_, index) => {
    const result = results.get(index);
    if (result === undefined) throw new Error(`item ${index} has no result`);
    return result;
  });
}
