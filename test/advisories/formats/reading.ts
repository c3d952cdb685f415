import type { Advisory } from '../../../src/model/advisory.ts';
import { advisory } from '../../support/advisories.ts';
import type { FeedRecord } from '../../../src/advisories/feeds/feed.ts';

/** A selection of these. */
export function selection(ecosystems: readonly string[], names: readonly string[]) {
  return { ecosystems: new Set(ecosystems), names: new Set(names) };
}

/** A selection of everything, as a database of everything is built with. */
export const EVERYTHING = { ecosystems: { has: () => true }, names: { has: () => true } };

/** The bytes of a text in pieces of so many. */
export async function* inPieces(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  // One piece of memory for all, as a reader of files hands them out.
  const piece = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    piece.set(part);
    yield await Promise.resolve(piece.subarray(0, part.length));
  }
}

export interface ReadRecords {
  readonly advisories: readonly Advisory[];
  readonly unread: readonly string[];
}

/** All records, sorted into what was read and what was not. */
export async function readAll(records: Iterable<FeedRecord> | AsyncIterable<FeedRecord>): Promise<ReadRecords> {
  const advisories: Advisory[] = [];
  const unread: string[] = [];
  for await (const record of records) {
    if ('advisory' in record) advisories.push(record.advisory);
    else unread.push(record.unread);
  }
  return { advisories, unread };
}

const { id: _id, affected: _affected, ...bare } = advisory({ id: '' });

/** What an advisory says when it says nothing. */
export const BARE_ADVISORY = bare;

export const before = (fixed: string) => [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }];

export const EVERY_VERSION = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }];

export const BARE_ENTRY = { versions: [], severity: [] };
