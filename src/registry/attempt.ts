import type { ScanError } from '../model/errors.ts';

/** Why another attempt can help. */
export type TransientReason =
  /** The connection failed, stalled or broke. */
  | 'network'
  /** The server asked for patience: 408, 429, 5xx. */
  | 'pressure'
  /** The location was dead before or when it was used. */
  | 'expired'
  /** The storage refused, and did not say that the location had expired; it may have. */
  | 'refused'
  /** The storage does not have it, where the registry says that it does. */
  | 'missing'
  /** The server cannot send the part that was asked for: it may send the whole. */
  | 'range'
  /** The server is about to send another number of bytes than the blob has. */
  | 'length'
  /** Bytes come, but hardly any: another connection may be better. */
  | 'slow';

/** An attempt that failed in a way that another may not. `outcome` is what the scan ends with when none helps. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly reason: TransientReason;
  readonly outcome: ScanError;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter: number | undefined;

  constructor(reason: TransientReason, outcome: ScanError, retryAfter?: number) {
    super(outcome.message, { cause: outcome });
    this.reason = reason;
    this.outcome = outcome;
    this.retryAfter = retryAfter;
  }
}
