import type { Advisory } from '../../model/advisory.ts';
import type { Wanted } from '../osv.ts';

/** One publisher of advisories: where its documents lie and how they are read. To add one: one file, one line in `index.ts`. */
export interface Feed {
  /** `osv`, `alpine-secdb`. */
  readonly id: string;
  /** For people, in the plural: `Alpine secdb advisories`. */
  readonly title: string;
  /** Where its documents lie, without a trailing slash. A run may be pointed elsewhere. */
  readonly url: string;
  /** Whether it speaks of this ecosystem (with release): `Alpine:v3.18`. */
  covers(ecosystem: string): boolean;
  /**
   * Opens the documents that speak of the wanted ecosystems and tells what they say, one record after the other. Throws what `open` throws,
   * and an Error whose message completes "… could not be read: ".
   */
  read(ask: FeedQuestion): AsyncIterable<FeedRecord>;
}

export interface FeedQuestion {
  /** `Feed.url`, or where the run is pointed instead. */
  readonly url: string;
  readonly wanted: Wanted;
  /** The wanted ecosystems one by one; absent where everything is wanted that the feed has. */
  readonly ecosystems?: readonly string[];
  readonly open: OpenDocument;
  readonly signal: AbortSignal;
  /** Is told how many records a document holds, wanted or not, where it says so itself. */
  readonly counted?: (records: number) => void;
}

/** Fetches a document, or has the server confirm the copy at hand. Throws as `fetchDocument` does. */
export type OpenDocument = (url: URL, options?: DocumentOptions) => Promise<Document>;

export interface DocumentOptions {
  /** For people, in the plural: `Debian advisories`. */
  readonly title?: string;
  /**
   * Throws where the file at this path is not what it should be: a document counts, and is kept, only when it is. The message completes
   * "what the server sent ".
   */
  readonly verify?: (path: string) => Promise<void>;
  /** The most bytes it may have. */
  readonly largest?: number;
  /** It is text, for which a server may save bytes on the way. */
  readonly isText?: boolean;
  /** It is not worth keeping for the next run. */
  readonly fleeting?: boolean;
  /** The address under which it is kept, where its own is another one each time it is made: then the newer takes the older's place. */
  readonly keptAs?: URL;
}

/** A document that is at hand, whole and verified. */
export interface Document {
  /** Where it lies on this disk. */
  readonly path: string;
  /** Where it was asked for, without what may be secret. */
  readonly url: string;
  readonly etag?: string;
  /** RFC 3339, from `Last-Modified`. */
  readonly modified?: string;
  /** Whether the copy came from a cache that the server confirmed. */
  readonly revalidated: boolean;
  /** Why it may not be the newest. */
  readonly outage?: string;
}

/** An advisory, reduced to what is wanted; or a record that could not be read, and why. */
export type FeedRecord = { readonly advisory: Advisory } | { readonly unread: string };
