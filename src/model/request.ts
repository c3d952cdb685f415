import type { Platform } from './platform.ts';
import type { Reference } from './reference.ts';

/** What is asked of a scan, parsed and checked once at the edge, whether it came from a workflow or a command line. */
export interface ScanRequest {
  readonly target: Target;
  /** Undefined: the runner's own, or the only one there is. */
  readonly platform?: Platform;
  readonly credentials?: Credentials;
  /** A folder that holds Docker's `config.json`. */
  readonly dockerConfigDir?: string;
  /** A token of GitHub's, for ghcr.io where nothing else signs in there. */
  readonly githubToken?: string;
  /** A file of certificates that are trusted beside the system's. */
  readonly caFile?: string;
  /** Hosts, with or without a port, that may be spoken to without a proven certificate, or in plain http. */
  readonly insecureRegistries: readonly string[];
  /** Where content of a registry may be fetched from instead, in order. */
  readonly registryMirrors: readonly RegistryMirror[];
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

/** Where the image is. */
export type Target =
  | { readonly kind: 'registry'; readonly reference: Reference /** As it was written. */; readonly text: string }
  /** An archive or a folder on this machine. */
  | { readonly kind: 'archive'; readonly path: string };

/** Another place for a registry's content. It is asked for digests only: what a tag means, the registry alone knows. */
export interface RegistryMirror {
  /** The registry that it stands in for: `docker.io`. */
  readonly registry: string;
  /** `mirror.example:5000`. */
  readonly host: string;
  /** What stands before the repository there; empty for most. */
  readonly prefix: string;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}
