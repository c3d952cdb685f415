import type { SQLInputValue } from 'node:sqlite';
import { numberIn, optionalTextIn, type Row, textIn } from './sqlite.ts';

/** A feed, or a folder of OSV's export, as the database holds it. */
export interface SourceRow {
  /** `debian-tracker`; the folder, `Debian`, for OSV's. */
  readonly feed: string;
  /** Without what may be secret. */
  readonly url: string;
  readonly etag?: string;
  /** When it was made: RFC 3339, from `Last-Modified`. */
  readonly modified?: string;
  /** The version of the program that read it: another one may read more. */
  readonly reader: string;
  /** When the server last said that this was the newest. Milliseconds since the epoch, as all times below. */
  readonly confirmed: number;
  /** When it was last read as a whole. */
  readonly whole: number;
  /** When the newest of its records was modified. */
  readonly synced: number;
  readonly records: number;
  /** Why not all of it could be read. */
  readonly fault?: string;
  /** The marks of the documents that it was read from. */
  readonly documents: readonly string[];
}

/** Reads a row of the table. Throws an Error where it is none of ours. */
export function toSourceRow(row: Row): SourceRow {
  const etag = optionalTextIn(row, 'etag');
  const modified = optionalTextIn(row, 'modified');
  const fault = optionalTextIn(row, 'fault');
  return {
    feed: textIn(row, 'feed'),
    url: textIn(row, 'url'),
    ...(etag === undefined ? {} : { etag }),
    ...(modified === undefined ? {} : { modified }),
    reader: textIn(row, 'reader'),
    confirmed: numberIn(row, 'confirmed'),
    whole: numberIn(row, 'whole'),
    synced: numberIn(row, 'synced'),
    records: numberIn(row, 'records'),
    ...(fault === undefined ? {} : { fault }),
    documents: textIn(row, 'documents')
      .split(' ')
      .filter((mark) => mark !== ''),
  };
}

/** The values of a row, by the names of the columns. */
export function fromSourceRow(source: SourceRow): Record<string, SQLInputValue> {
  const { etag = null, modified = null, fault = null, documents, ...others } = source;
  return { ...others, etag, modified, fault, documents: documents.join(' ') };
}
