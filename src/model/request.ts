import type { Platform } from './platform.ts';
import type { Reference } from './reference.ts';

/** What is asked of a scan, parsed and checked once at the edge, whether it came from a workflow or a command line. */
export interface ScanRequest {
  /** As it was written. */
  readonly imageRef: string;
  readonly reference: Reference;
  /** Undefined: the runner's own, or the only one there is. */
  readonly platform?: Platform;
  readonly credentials?: Credentials;
  /** A folder that holds Docker's `config.json`. */
  readonly dockerConfigDir?: string;
  /** Where the OSV export lies, without a trailing slash. */
  readonly osvUrl: string;
  readonly format: string;
  /** Where the report goes; undefined is standard output. */
  readonly output?: string;
  /** The exit code when there is at least one finding. */
  readonly returnCode: number;
  readonly maxConcurrentLayers: number;
  /** Milliseconds; undefined is no limit. */
  readonly timeout?: number;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}
