import type { Dispatcher } from 'undici';
import type { AdvisoryIndex } from '../model/advisory.ts';
import type { Exploitation, Gap } from '../model/report.ts';
import type { FeedQuery } from './errand.ts';
import type { AdvisoryPorts } from './index.ts';

/** What concerns an image's packages is wanted, wherever it comes from. */
export interface FindQuery {
  readonly feeds: readonly FeedQuery[];
  readonly signal: AbortSignal;
}

export interface FindPorts extends AdvisoryPorts {
  dispatcherTo(host: string): Dispatcher;
  /** Fetches the layer of an artifact that is a database, proven by its digest; the path of the file. */
  pull(reference: string, signal: AbortSignal): Promise<string>;
}

/** Advisories that were found, until they are let go. */
export interface FoundAdvisories extends Disposable {
  readonly index: AdvisoryIndex;
  /** What could not be had or read, or may be out of date: ask when all was looked up. */
  gaps(): readonly Gap[];
  /** What the advisories of an ecosystem name, where that is not what its own feeds do. */
  keyedBy(ecosystem: string): FoundKey | undefined;
  /** What is known of the exploitation of these CVEs. It only adds to what is known: where it cannot be had, that is a notice. */
  exploitation(cves: ReadonlySet<string>): Promise<ReadonlyMap<string, Exploitation>>;
}

export type FoundKey = 'source' | 'binary' | 'either';
