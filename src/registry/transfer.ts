import { createHash, type Hash } from 'node:crypto';
import type { BlobBody, BlobSink, BlobSource } from '../model/blob.ts';
import type { Clock } from '../model/clock.ts';
import { algorithmOf } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import { Advance, ENOUGH } from './advance.ts';
import { TransientError } from './attempt.ts';
import { decoded, isDecodable } from './encoding.ts';
import { openLocation } from './location.ts';
import type { Meter } from './meter.ts';
import { Prefix } from './prefix.ts';
import { broken, pump } from './pump.ts';
import { Ranging } from './ranging.ts';
import { MOST_ATTEMPTS, retry } from './retry.ts';
import { Staleness } from './staleness.ts';
import type { Get } from './transport.ts';

/** Connections of one blob that are given up because they are slow. */
const MOST_TRICKLES = 3;

export interface DownloadOptions {
  readonly get: Get;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Called often: the bytes that count so far, and whether they come after a break. */
  readonly onProgress?: (bytes: number, resumed: boolean) => void;
  readonly signal: AbortSignal;
}

/** How a blob is moved: for the first time; from zero, because the parts did not fit; or decoded, because it was encoded. */
export type Manner = 'first' | 'anew' | 'decode';

/** What the transfers of one blob share. */
export interface Opens {
  count: number;
}

export interface TransferOptions extends DownloadOptions {
  readonly manner: Manner;
  readonly opens: Opens;
}

/** One blob on its way into one sink. It knows its stable address, and of locations no more than a hash. */
export class Transfer<Result> {
  readonly sink: BlobSink<Result>;
  readonly #source: BlobSource;
  readonly #options: TransferOptions;
  /** Over exactly the bytes that were handed on. */
  readonly #hash: Hash;
  readonly #ranging: Ranging;
  readonly #advance: Advance;
  readonly #staleness = new Staleness();
  #offset = 0;
  /** Whether a body was received that continues another one. */
  #continued = false;
  #trickles = 0;
  #attempts = 0;
  #fresh: boolean;
  #encoded = false;
  #sinkFailure: { readonly error: unknown } | undefined;

  constructor(source: BlobSource, sink: BlobSink<Result>, options: TransferOptions) {
    this.#source = source;
    this.sink = sink;
    this.#options = options;
    this.#hash = createHash(algorithmOf(source.descriptor.digest));
    this.#ranging = new Ranging(source.descriptor, { whole: options.manner === 'anew' });
    this.#advance = new Advance(source.descriptor.size);
    this.#fresh = options.manner !== 'first';
  }

  /** Moves the blob and proves it. Where its bytes are wrong: in which manner they may come right, if in any. */
  async run(): Promise<Manner | undefined> {
    try {
      // A part that ends before the blob does is no failure: the next one is asked for.
      do await this.#part();
      while (!this.#isWhole());
      this.#verify();
      return undefined;
    } catch (error) {
      this.sink.abort();
      const wrong = error instanceof ScanError && error.code === 'DIGEST_MISMATCH';
      const manner = wrong ? this.#remedy() : undefined;
      if (manner === undefined) throw error;
      this.#options.meter.refetched(this.#offset);
      return manner;
    }
  }

  async #part(): Promise<void> {
    const { clock, meter, signal } = this.#options;
    await retry(async () => await this.#attempt(), {
      clock,
      progressed: ({ reason }) => this.#advance.at(this.#offset, reason),
      onRetry: ({ reason }) => {
        meter.retried();
        if (reason === 'expired') meter.expired();
        this.#fresh = ['expired', 'refused', 'missing', 'length'].includes(reason);
      },
      signal,
    });
  }

  async #attempt(): Promise<void> {
    // Nothing is asked for when there is nothing left: some servers answer that with an error.
    if (this.#attempts > 0 && this.#isWhole()) return;
    const { get, clock, meter, signal } = this.#options;
    const { descriptor } = this.#source;
    this.#countOpen();
    if (this.#offset > 0) meter.resumed();
    meter.resolved();
    const from = this.#options.manner === 'decode' ? 0 : this.#ranging.from(this.#offset);
    try {
      const resolved = await this.#source.resolve({ offset: from, fresh: this.#fresh, signal });
      if (resolved.kind === 'direct') return await this.#receive(resolved.body, from);
      const { location, deadline } = resolved;
      this.#staleness.check(location, deadline, clock);
      const body = await openLocation(location, descriptor, from, { get, clock, deadline, signal }).catch((error: unknown) => {
        if (error instanceof TransientError && error.reason === 'expired') this.#staleness.died(location);
        throw error;
      });
      return await this.#receive(body, from);
    } catch (error) {
      if (error instanceof TransientError && error.reason === 'range') this.#ranging.failed();
      throw error;
    }
  }

  async #receive(answer: BlobBody, from: number): Promise<void> {
    const { manner, clock, signal } = this.#options;
    const { digest, size } = this.#source.descriptor;
    this.#encoded ||= isDecodable(answer.encoding);
    const body = manner === 'decode' ? decoded(answer) : answer;
    if (body.start < from) this.#ranging.failed();
    const began = this.#offset;
    this.#continued ||= began > 0;
    const prefix = new Prefix(began - body.start, algorithmOf(digest), this.#hash);
    try {
      await pump(body, {
        clock,
        digest,
        at: () => this.#at(),
        take: async (chunk) => await this.#take(chunk, prefix, body.end),
        mayGiveUp: () => (this.#trickles += 1) <= MOST_TRICKLES,
        signal,
      });
    } finally {
      this.#ranging.ended(this.#offset > began);
    }
    if (this.#offset >= (body.end ?? size ?? Number.POSITIVE_INFINITY) || this.#isWhole()) {
      if (this.#offset - began >= ENOUGH) this.#options.opens.count -= 1;
      return;
    }
    if (answer.encoding !== undefined) throw this.#wrong(`are encoded (${answer.encoding.slice(0, 20)})`);
    throw broken('network', digest, `ended ${this.#at()}`);
  }

  async #take(chunk: Uint8Array, prefix: Prefix, end: number | undefined): Promise<void> {
    const { size } = this.#source.descriptor;
    const { meter, onProgress } = this.#options;
    meter.received(chunk.length);
    const rest = prefix.drop(chunk);
    meter.refetched(chunk.length - rest.length);
    this.#ranging.repeated(chunk.length - rest.length);
    if (rest.length === 0) return;
    const after = this.#offset + rest.length;
    if (size !== undefined && after > size) throw this.#wrong(`are more than its ${size}`);
    if (end !== undefined && after > end)
      throw broken('range', this.#source.descriptor.digest, `ran over its part ${this.#at()}`);
    this.#hash.update(rest);
    this.#offset = after;
    onProgress?.(this.#offset, this.#attempts > 1);
    await this.#hand(rest);
  }

  /** After the sink has failed, reading goes on: only the digest can tell whether the blob or the way here is at fault. */
  async #hand(chunk: Uint8Array): Promise<void> {
    if (this.#sinkFailure !== undefined) return;
    try {
      const pause = this.sink.write(chunk);
      if (pause !== undefined) await pause;
    } catch (error) {
      // A disk that is full is full whatever the bytes are.
      if (error instanceof ScanError && error.code === 'DISK_FULL') throw error;
      this.#sinkFailure = { error };
    }
  }

  #countOpen(): void {
    const { opens } = this.#options;
    if (opens.count >= MOST_ATTEMPTS) {
      const message = `The transfer of ${this.#source.descriptor.digest} was begun ${opens.count} times, and is given up ${this.#at()}.`;
      throw new ScanError('NETWORK', message, { hint: 'The registry or its storage breaks off too often: use a mirror.' });
    }
    opens.count += 1;
    this.#attempts += 1;
  }

  /** Where no document tells the size, only the digest can say that nothing is missing. */
  #isWhole(): boolean {
    const { size, digest } = this.#source.descriptor;
    if (size !== undefined) return this.#offset >= size;
    return digest.endsWith(`:${this.#hash.copy().digest('hex')}`);
  }

  /** Wrong bytes after a break are more likely two halves of two things than a wrong blob. */
  #remedy(): Manner | undefined {
    const { manner } = this.#options;
    if (manner === 'first' && this.#continued) return 'anew';
    return manner !== 'decode' && this.#encoded ? 'decode' : undefined;
  }

  #verify(): void {
    const { digest } = this.#source.descriptor;
    const computed = `${algorithmOf(digest)}:${this.#hash.digest('hex')}`;
    if (computed !== digest) throw this.#wrong(`have the digest ${computed}`);
    if (this.#sinkFailure !== undefined) throw this.#sinkFailure.error;
  }

  #wrong(how: string): ScanError {
    return new ScanError('DIGEST_MISMATCH', `The bytes that were sent for ${this.#source.descriptor.digest} ${how}.`, {
      hint: 'The registry, its storage or something between changed them; push the image again.',
    });
  }

  #at(): string {
    return `after ${this.#offset} of ${this.#source.descriptor.size ?? 'unknown'} bytes`;
  }
}
