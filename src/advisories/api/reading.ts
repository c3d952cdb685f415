import type { Advisory } from '../../model/advisory.ts';
import type { Gap } from '../../model/report.ts';
import { messageOf } from '../fault.ts';
import { parseRecord, type Wanted } from '../osv.ts';
import type { ApiFeedQuery } from './query.ts';

/** How many records that could not be read are named. */
const NAMED = 3;

/** What one feed's packages are told. */
export interface Told {
  readonly folder: string;
  readonly advisories: readonly Advisory[];
}

/** Reads records as they come, each for all feeds, because a record may speak of several. */
export class Reading {
  readonly #feeds: readonly { readonly folder: string; readonly wanted: Wanted; readonly advisories: Advisory[] }[];
  readonly #unread = new Map<string, string>();

  constructor(feeds: readonly ApiFeedQuery[]) {
    this.#feeds = feeds.map((feed) => ({ folder: feed.folder, wanted: wantedBy(feed), advisories: [] }));
  }

  /** Takes the record of this id in. False where the text is no such record, which is told as a gap. */
  take(id: string, text: string): boolean {
    try {
      const found = this.#feeds.map(({ wanted }) => parseRecord(text, wanted));
      const other = found.find((advisory) => advisory !== undefined && advisory.id !== id);
      if (other !== undefined) throw new Error(`the API gave ${other.id} instead`);
      for (const [at, advisory] of found.entries()) if (advisory !== undefined) this.#feeds[at]?.advisories.push(advisory);
      this.#unread.delete(id);
      return true;
    } catch (error) {
      this.fail(id, messageOf(error));
      return false;
    }
  }

  /** Says that the record of this id could not be had or read. */
  fail(id: string, reason: string): void {
    this.#unread.set(id, reason);
  }

  told(): readonly Told[] {
    return this.#feeds;
  }

  gaps(): readonly Gap[] {
    const { size } = this.#unread;
    if (size === 0) return [];
    const named = [...this.#unread].slice(0, NAMED).map(([id, reason]) => `${id} (${reason})`);
    const more = size > NAMED ? ` and ${String(size - NAMED)} more` : '';
    return [{ subject: 'OSV API', reason: `${String(size)} records could not be read: ${named.join(', ')}${more}` }];
  }
}

function wantedBy(feed: ApiFeedQuery): Wanted {
  const wanted = { ecosystems: new Set(feed.ecosystems), names: feed.names };
  const nameOf = feed.nameOf?.bind(feed);
  return nameOf === undefined ? wanted : { ...wanted, nameOf };
}
