import type { DatabaseSync } from 'node:sqlite';
import type { Advisory } from '../../model/advisory.ts';
import { type AdvisoryBody, type Coverage, unpackAdvisory, unpackCoverage } from './body.ts';
import { wellFormed } from './entries.ts';
import { bytesIn, numberIn, textIn } from './sqlite.ts';

/** Whose word counts, and on what. */
export interface Scope {
  /** With release: `Debian:12`. */
  readonly ecosystems: readonly string[];
  /** In the order in which their advisories are told. */
  readonly feeds: readonly string[];
}

/** The advisories of these feeds that name the package in the ecosystem, each with its entries of all ecosystems of the scope. */
export type Lookup = (ecosystem: string, name: string, scope: Scope) => readonly Advisory[];

/** An entry of an advisory, as one row has all of it: joining here takes half the time that asking for each body does. */
interface Entry {
  readonly advisory: number;
  readonly feed: string;
  readonly body: AdvisoryBody;
  /** Its place in the record. */
  readonly position: number;
  readonly ecosystem: string;
  readonly coverage: Coverage;
}

const ENTRIES = `SELECT affected.advisory, source, advisory.body, position, coverage, coverage.body AS said FROM affected
  LEFT JOIN advisory ON advisory.id = affected.advisory LEFT JOIN coverage ON coverage.id = coverage
  WHERE ecosystem = (SELECT id FROM ecosystem WHERE name = ?) AND affected.name = ?`;

/** Looks packages up. What was unpacked once is kept: one erratum speaks of many packages. Throws what SQLite and `unpack…` throw. */
export function createLookup(database: DatabaseSync): Lookup {
  const statement = database.prepare(ENTRIES);
  const sources = database.prepare('SELECT id, feed FROM source').all();
  const feedOf = new Map(sources.map((row) => [numberIn(row, 'id'), textIn(row, 'feed')]));
  const bodyOf = remembering(unpackAdvisory);
  const coverageOf = remembering(unpackCoverage);
  const entriesOf = (ecosystem: string, name: string): readonly Entry[] =>
    statement.all(wellFormed(ecosystem), wellFormed(name)).map((row) => {
      const advisory = numberIn(row, 'advisory');
      return {
        advisory,
        feed: known(feedOf.get(numberIn(row, 'source'))),
        body: bodyOf(advisory, bytesIn(row, 'body')),
        position: numberIn(row, 'position'),
        ecosystem,
        coverage: coverageOf(numberIn(row, 'coverage'), bytesIn(row, 'said')),
      };
    });

  return (ecosystem, name, { ecosystems, feeds }) => {
    const groups = Map.groupBy(entriesOf(ecosystem, name), ({ advisory }) => advisory);
    for (const other of groups.size === 0 ? [] : ecosystems) {
      if (other === ecosystem) continue;
      for (const entry of entriesOf(other, name)) groups.get(entry.advisory)?.push(entry);
    }
    return [...groups.values()]
      .flatMap(([first, ...others]) => (first === undefined || !feeds.includes(first.feed) ? [] : [{ first, others }]))
      .sort((a, b) => feeds.indexOf(a.first.feed) - feeds.indexOf(b.first.feed) || byName(a.first, b.first))
      .map(({ first, others }) => assembled(name, [first, ...others]));
  };
}

function assembled(name: string, entries: readonly [Entry, ...(readonly Entry[])]): Advisory {
  const ordered = entries.toSorted((a, b) => a.position - b.position);
  return { ...entries[0].body, affected: ordered.map(({ ecosystem, coverage }) => ({ ecosystem, name, ...coverage })) };
}

/** By name, because a row's number tells how the database came about. */
function byName(a: Entry, b: Entry): number {
  if (a.body.id === b.body.id) return a.advisory - b.advisory;
  return a.body.id < b.body.id ? -1 : 1;
}

function known(feed: string | undefined): string {
  if (feed === undefined) throw new Error('a record is of a source that is not there');
  return feed;
}

function remembering<Value>(unpack: (packed: Uint8Array) => Value): (id: number, packed: Uint8Array) => Value {
  const values = new Map<number, Value>();
  return (id, packed) => {
    const value = values.get(id) ?? unpack(packed);
    values.set(id, value);
    return value;
  };
}
