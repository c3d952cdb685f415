import type { Platform } from './platform.ts';
import type { Reference } from './reference.ts';
import type { Severity } from './severity.ts';

/** What is asked of a scan, parsed and checked once at the edge, whether it came from a workflow or a command line. */
export interface ScanRequest {
  readonly target: Target;
  /** What the image is called from scan to scan, where its reference does not tell. */
  readonly imageName?: string;
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
  readonly advisories: AdvisoryRequest;
  readonly policy: PolicyRequest;
  /** What is written of the scan: at least one. */
  readonly reports: readonly [ReportRequest, ...ReportRequest[]];
  readonly source: SourceRequest;
  readonly maxConcurrentLayers: number;
  /** Milliseconds; undefined is no limit. */
  readonly timeout?: number;
}

/** Where advisories come from, and how old they may be. */
export interface AdvisoryRequest {
  /** Where the OSV export lies, without a trailing slash. */
  readonly osvUrl: string;
  /** Where feeds lie instead of their own address, by their ids. */
  readonly feedUrls: Readonly<Record<string, string>>;
  /** Where OSV's API is, where it is asked instead of the export. */
  readonly apiUrl?: string;
  /** A file of advisories, and then no feed is asked. */
  readonly database?: DatabaseRequest;
  /** Milliseconds; undefined is any age. */
  readonly maxAge?: number;
  /** Whether packages of kernel headers are judged. */
  readonly kernelHeaders: boolean;
}

/** A file of advisories: on this machine, or published somewhere (`https:`, `oci:`). */
export type DatabaseRequest = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'url'; readonly url: string };

/** What counts, and what fails. */
export interface PolicyRequest {
  /** The severities that are reported; undefined is all. */
  readonly severities?: readonly Severity[];
  readonly onlyFixed: boolean;
  /** Files that say what is ignored; undefined is the one that is looked for. */
  readonly ignoreFiles?: readonly string[];
  /** Files and folders of VEX documents. */
  readonly vex: readonly string[];
  /** Whether documents attached to the image count as well. */
  readonly vexFromRegistry: boolean;
  readonly failOn: readonly FailOn[];
  /** An earlier report's file, or the reference of another image. */
  readonly baseline?: string;
  /** The exit code of a scan that failed by `failOn`, or, without it, of one that found anything. */
  readonly returnCode: number;
}

/** What fails a run: a severity and those above it, what is known to be exploited, anything at all, or what nobody could judge. */
export type FailOn = 'low' | 'medium' | 'high' | 'critical' | 'kev' | 'any' | 'gaps';

export interface ReportRequest {
  readonly format: string;
  /** Undefined is standard output on the command line, and a file of its own in the Action. */
  readonly path?: string;
}

/** What the report may know of the repository that the image is built from. */
export interface SourceRequest {
  /** Undefined is the one that is looked for. */
  readonly dockerfile?: string;
  /** Code scanning's category; undefined is made of the image and the platform. */
  readonly category?: string;
}

/** What is asked of an update: which advisories, and where they go. */
export interface UpdateRequest {
  readonly file: string;
  readonly osvUrl: string;
  readonly feedUrls: Readonly<Record<string, string>>;
  /** As OSV names them; undefined is all. */
  readonly ecosystems?: readonly string[];
  /** A file of Clair's configuration, which names the feeds. */
  readonly clairConfig?: string;
  readonly caFile?: string;
  /** Milliseconds; undefined is no limit. */
  readonly timeout?: number;
}

/** What is asked of a conversion: a report that was written before, in other forms. */
export interface ConvertRequest {
  readonly path: string;
  readonly reports: readonly [ReportRequest, ...ReportRequest[]];
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
