import { download } from '../../src/registry/download.ts';
import { fakeClock, type FakeClock } from './clock.ts';
import { fetching, memorySink, sourceOf } from './fetching.ts';
import type { MadeBlob } from './images.ts';
import { type RegistryOptions, startRegistry } from './registry.ts';
import { startStore, type StoreOptions } from './store.ts';

/** A registry with one blob, which it keeps in a store, and a download of it that has not begun. */
export async function transferring(
  content: MadeBlob,
  { store: storeOptions = {}, registry: registryOptions = {}, clock = fakeClock() }: TransferringOptions = {},
) {
  const store = await startStore({ wall: clock.wall, ...storeOptions });
  const registry = await startRegistry({ store, wall: clock.wall, ...registryOptions });
  registry.putBlob(content);
  const fetch = fetching(registry.host, { clock });
  return {
    ...fetch,
    store,
    registry,
    /** Downloads the blob. */
    run: async (signal: AbortSignal = fetch.signal) =>
      await download(sourceOf(fetch.client, content), memorySink, { ...fetch, signal }),
    /** The ranges that the store was asked for. */
    ranges: () => store.requests.map(({ range }) => range),
    async [Symbol.asyncDispose]() {
      await fetch[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

export interface TransferringOptions {
  readonly store?: StoreOptions;
  readonly registry?: Omit<RegistryOptions, 'store'>;
  readonly clock?: FakeClock;
}

/** Whether an error has this code and its message this form. */
export function failsWith(code: string, message = /(?:)/): (error: unknown) => boolean {
  return (error) =>
    error instanceof Error && 'code' in error && error.code === code && message.test(error.message) ? true : raise(error);
}

function raise(error: unknown): never {
  throw error;
}

/** Lets the clock run while something waits on it. */
export async function whileTimePasses<Result>(clock: FakeClock, step: number, work: Promise<Result>): Promise<Result> {
  const tick = setInterval(() => clock.advance(step), 5);
  try {
    return await work;
  } finally {
    clearInterval(tick);
  }
}
