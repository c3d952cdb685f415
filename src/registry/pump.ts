import type { BlobBody } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import { TransientError, type TransientReason } from './attempt.ts';
import { Pace } from './pace.ts';

/** Milliseconds without a byte, while someone waits for one, after which a connection is given up. */
const STALL = 30_000;

export interface PumpOptions {
  readonly clock: Clock;
  /** Takes each chunk. What it throws ends the pumping. */
  readonly take: (chunk: Uint8Array) => Promise<void>;
  readonly digest: string;
  /** "after 3 of 5 bytes": for errors. */
  readonly at: () => string;
  /** Whether a connection that only trickles may be given up. */
  readonly mayGiveUp: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a body to its end. Stalls and trickles are judged here, by the time that is spent waiting for bytes and not by the time
 * that is spent with them: only here both are known. Throws a `TransientError` where the body breaks; then it has been cancelled.
 */
export async function pump(body: BlobBody, { clock, take, digest, at, mayGiveUp, signal }: PumpOptions): Promise<void> {
  const chunks = body.chunks[Symbol.asyncIterator]();
  const pace = new Pace();
  let stalled = false;
  try {
    for (;;) {
      const since = clock.now();
      const disarm = clock.after(STALL, () => {
        stalled = true;
        body.cancel();
      });
      const { done, value } = await chunks.next().finally(disarm);
      if (done === true) break;
      const trickles = pace.trickles(value.length, clock.now() - since);
      await take(value);
      if (trickles && mayGiveUp()) throw broken('slow', digest, `only trickled ${at()}`);
    }
  } catch (error) {
    body.cancel();
    if (signal.aborted) throw signal.reason;
    if (error instanceof ScanError || error instanceof TransientError) throw error;
    throw broken('network', digest, `${stalled ? 'stalled' : 'broke off'} ${at()}`, error);
  }
  // A body that is cancelled may end as if it were whole.
  if (stalled) throw broken('network', digest, `stalled ${at()}`);
}

/** For a transfer that did not come to its end. `how` completes the sentence "The transfer of … …". */
export function broken(reason: TransientReason, digest: string, how: string, cause?: unknown): TransientError {
  const hint = 'The connection to the registry or its storage is bad: try again later.';
  return new TransientError(reason, new ScanError('NETWORK', `The transfer of ${digest} ${how}.`, { hint, cause }));
}
