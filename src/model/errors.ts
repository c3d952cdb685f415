/** Every expected way in which a scan can end without a report. Anything else that is thrown is a bug. */
export type ErrorCode =
  | 'USAGE'
  | 'REFERENCE_INVALID'
  | 'IMAGE_NOT_FOUND'
  | 'BLOB_NOT_FOUND'
  | 'PLATFORM_NOT_FOUND'
  | 'UNAUTHORIZED'
  | 'NOT_AN_IMAGE'
  | 'MANIFEST_INVALID'
  | 'REGISTRY_REFUSED'
  | 'STORAGE_DENIED'
  | 'NETWORK'
  | 'DIGEST_MISMATCH'
  | 'LAYER_BROKEN'
  | 'LIMIT_EXCEEDED'
  | 'ADVISORIES_UNAVAILABLE'
  | 'DATABASE_UNUSABLE'
  | 'DISK_FULL'
  | 'OUTPUT_FAILED'
  | 'TIMEOUT'
  | 'ABORTED';

export interface ScanErrorOptions {
  /** What the reader can do about it: one sentence, imperative. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An expected failure: a code for programs, one line for people, a hint for what to do, and the cause for a bug report. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: ScanErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The whole of an error in one line, for a log: message, hint and code. */
export function errorLine(error: unknown): string {
  if (error instanceof ScanError) {
    const hint = error.hint === undefined ? '' : ` ${error.hint}`;
    return `${error.message}${hint} [${error.code}]`;
  }
  return error instanceof Error ? error.message : String(error);
}
