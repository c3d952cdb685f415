import { createHash } from 'node:crypto';
import type { Document, OpenDocument } from '../feeds/feed.ts';

/** Thrown out of reading a feed where all of its documents are those that it was read from the last time. */
export class Unchanged extends Error {
  override readonly name = 'Unchanged';

  constructor() {
    super('the documents are the same as before');
  }
}

/** Stands for a document that its server gives nothing to know by: it is never the same as before. */
const UNKNOWN = 'unknown';

/** The documents that a feed opens, one after the other. */
export interface DocumentTrail {
  /** Opens a document, and throws `Unchanged` once all those from the last time are there, and are the same. */
  readonly open: OpenDocument;
  /** Whether `Unchanged` was thrown, whatever became of it. */
  isUnchanged(): boolean;
  documents(): readonly Document[];
  /** By which the documents are known again. */
  marks(): readonly string[];
}

/**
 * Follows a feed through its documents. What it says is a function of them: where it opens the ones that it opened the last time, and they
 * are the same, it would say the same.
 */
export function followDocuments(open: OpenDocument, before: readonly string[]): DocumentTrail {
  const opened = new Map<Document, string | undefined>();
  const known = new Set(before);
  let unchanged = false;
  return {
    async open(url, options) {
      const document = await open(url, options);
      opened.set(document, markOf(url, document));
      const marks = new Set(opened.values());
      unchanged =
        known.size > 0 && marks.size === known.size && [...marks].every((mark) => mark !== undefined && known.has(mark));
      if (unchanged) throw new Unchanged();
      return document;
    },
    isUnchanged: () => unchanged,
    documents: () => [...opened.keys()],
    marks: () => [...new Set([...opened.values()].map((mark) => mark ?? UNKNOWN))],
  };
}

/** A digest, because an address may have a secret in it. Undefined where the server does not say which document it is. */
function markOf(url: URL, { etag, modified }: Document): string | undefined {
  const validator = etag ?? modified;
  if (validator === undefined) return undefined;
  return createHash('sha256').update(`${url.href}\n${validator}`).digest('hex').slice(0, 32);
}
