/**
 * Does pieces of work side by side, at most so many at a time; the results are in the order of the work. The first failure stops the
 * others, through the signal that each is given, and is thrown once they have ended.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      either.throwIfAborted();
      results.set(index, await work(item, either));
    }
  };
  const lanes = Array.from({ length: Math.min(most, items.length) }, async () => {
    await lane().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  });
  const ended = await Promise.allSettled(lanes);
  signal.throwIfAborted();
  // What failed first is what the others were stopped with.
  if (ended.some(({ status }) => status === 'rejected')) throw failed.signal.reason;
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
