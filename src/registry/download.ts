import { createHash, type Hash } from 'node:crypto';
import type { BlobBody, BlobSink, BlobSource } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { algorithmOf } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import { TransientError } from './attempt.ts';
import { openLocation } from './location.ts';
import type { Meter } from './meter.ts';
import { Prefix } from './prefix.ts';
import { retry } from './retry.ts';
import type { Get } from './transport.ts';

/** Milliseconds without a byte, while someone waits for one, after which a connection is given up. */
const STALL = 30_000;
/** Bytes that make an attempt count as progress. */
const PROGRESS = 1024 * 1024;

export interface DownloadOptions {
  readonly get: Get;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Called often: the bytes that count so far, and whether they come after a break. */
  readonly onProgress?: (bytes: number, resumed: boolean) => void;
  readonly signal: AbortSignal;
}

/**
 * Moves a blob into a sink, whatever it takes: each attempt resolves the blob's stable address anew and goes on where the last
 * one broke. Ends the sink only when size and digest are proven. A digest that is wrong after a resume is tried once more from
 * zero, in a new sink; on a fresh download it is final.
 */
export async function download<Result>(
  source: BlobSource,
  begin: () => BlobSink<Result>,
  options: DownloadOptions,
): Promise<Result> {
  const first = new Transfer(source, begin(), options);
  const second = (await first.run()) ? undefined : new Transfer(source, begin(), options);
  if (second !== undefined) await second.run({ final: true });
  return await (second ?? first).sink.end();
}

/** One blob on its way into one sink. */
class Transfer<Result> {
  readonly sink: BlobSink<Result>;
  readonly #source: BlobSource;
  readonly #options: DownloadOptions;
  /** Over exactly the bytes that were handed on. */
  readonly #hash: Hash;
  #offset = 0;
  /** Where the last attempt that made progress began. */
  #mark = 0;
  #attempts = 0;
  #expired = false;
  #sinkFailure: { readonly error: unknown } | undefined;

  constructor(source: BlobSource, sink: BlobSink<Result>, options: DownloadOptions) {
    this.#source = source;
    this.sink = sink;
    this.#options = options;
    this.#hash = createHash(algorithmOf(source.descriptor.digest));
  }

  /** False where the bytes are wrong and a start from zero may help. */
  async run({ final = false } = {}): Promise<boolean> {
    const { clock, meter, signal } = this.#options;
    try {
      await retry(async () => await this.#attempt(), {
        clock,
        progressed: () => this.#progressed(),
        onRetry: (error) => {
          this.#expired = error.reason === 'expired';
          if (this.#expired) meter.expired();
        },
        signal,
      });
      this.#verify();
      return true;
    } catch (error) {
      this.sink.abort();
      // Wrong bytes after a break are more likely two halves of two things than a wrong blob.
      const wrong = error instanceof ScanError && error.code === 'DIGEST_MISMATCH';
      if (wrong && this.#attempts > 1 && !final) return false;
      throw error;
    }
  }

  #progressed(): boolean {
    if (this.#offset - this.#mark < PROGRESS) return false;
    this.#mark = this.#offset;
    return true;
  }

  async #attempt(): Promise<void> {
    const { descriptor } = this.#source;
    const { get, clock, meter, signal } = this.#options;
    // Nothing is asked for when there is nothing left: some servers answer that with an error.
    if (this.#attempts > 0 && this.#offset === descriptor.size) return;
    this.#attempts += 1;
    if (this.#offset > 0) meter.resumed();
    meter.resolved();
    const resolved = await this.#source.resolve({ offset: this.#offset, fresh: this.#expired, signal });
    if (resolved.kind === 'direct') {
      await this.#pump(resolved.body);
      return;
    }
    const { location, deadline } = resolved;
    if (deadline !== undefined && deadline <= clock.now()) throw deadOnArrival(location);
    await this.#pump(await openLocation(location, descriptor, this.#offset, { get, clock, deadline, signal }));
  }

  async #pump(body: BlobBody): Promise<void> {
    const { size, digest } = this.#source.descriptor;
    const { clock, meter, signal } = this.#options;
    const skip = new Prefix(this.#offset - body.start, algorithmOf(digest), this.#hash);
    const chunks = body.chunks[Symbol.asyncIterator]();
    let stalled = false;
    try {
      for (;;) {
        const disarm = clock.after(STALL, () => {
          stalled = true;
          body.cancel();
        });
        const { done, value } = await chunks.next().finally(disarm);
        if (done === true) break;
        meter.received(value.length);
        const rest = skip.drop(value);
        if (rest.length > 0) await this.#take(rest);
      }
    } catch (error) {
      body.cancel();
      if (signal.aborted) throw signal.reason;
      if (error instanceof ScanError) throw error;
      throw broken(digest, `${stalled ? 'stalled' : 'broke off'} after ${this.#offset} of ${size} bytes`, error);
    }
    if (this.#offset < size) throw broken(digest, `ended after ${this.#offset} of ${size} bytes`);
  }

  async #take(chunk: Uint8Array): Promise<void> {
    const { size, digest } = this.#source.descriptor;
    const { onProgress } = this.#options;
    if (this.#offset + chunk.length > size) {
      throw new ScanError('DIGEST_MISMATCH', `The registry sent more than the ${size} bytes of ${digest}.`);
    }
    this.#hash.update(chunk);
    this.#offset += chunk.length;
    onProgress?.(this.#offset, this.#attempts > 1);
    // After the sink has failed, reading goes on: only the digest can tell whether the blob or the way here is at fault.
    if (this.#sinkFailure !== undefined) return;
    try {
      const pause = this.sink.write(chunk);
      if (pause !== undefined) await pause;
    } catch (error) {
      this.#sinkFailure = { error };
    }
  }

  #verify(): void {
    const { digest } = this.#source.descriptor;
    const computed = `${algorithmOf(digest)}:${this.#hash.digest('hex')}`;
    if (computed !== digest) {
      throw new ScanError('DIGEST_MISMATCH', `The bytes of ${digest} have the digest ${computed}.`, {
        hint: 'The registry, its storage or something between changed them; push the image again.',
      });
    }
    if (this.#sinkFailure !== undefined) throw this.#sinkFailure.error;
  }
}

function deadOnArrival({ host }: URL): TransientError {
  const message = `The registry keeps sending us to a location on ${host} that has already expired.`;
  const hint = 'Something between caches its answers, or its clock is wrong.';
  return new TransientError('expired', new ScanError('STORAGE_DENIED', message, { hint }));
}

function broken(digest: string, how: string, cause?: unknown): TransientError {
  const hint = 'The connection to the registry or its storage is bad: try again later.';
  return new TransientError('network', new ScanError('NETWORK', `The transfer of ${digest} ${how}.`, { hint, cause }));
}
