import { ScanError } from '../model/errors.ts';

/** A feed that did not come, through no fault of the request: a copy from before may stand in for it. */
export class FeedFault extends Error {
  override readonly name = 'FeedFault';
  /** Whether another attempt may help. */
  readonly passing: boolean;
  /** Milliseconds that the server asked to be left alone. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: FeedFaultOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.passing = options.passing;
    this.retryAfter = options.retryAfter;
  }
}

interface FeedFaultOptions {
  readonly passing: boolean;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** Sorts what an attempt threw: a full disk ends the scan, and what is not known is taken for a fault of the network. */
export function toFault(error: unknown): ScanError | FeedFault {
  if (error instanceof ScanError || error instanceof FeedFault) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ScanError('DISK_FULL', 'The disk has no room for the advisories.', {
      hint: 'Free some space on the disk that holds the temporary folder.',
      cause: error,
    });
  }
  return new FeedFault(messageOf(error), { passing: true, cause: error });
}

/** The message, or the code of a connection that failed at each of several addresses and so has none of its own. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
