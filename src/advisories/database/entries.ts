import type { DatabaseSync } from 'node:sqlite';
import type { Affected } from '../../model/advisory.ts';
import { pack } from './body.ts';
import { numberIn } from './sqlite.ts';

/** The numbers of ecosystems, which stand in for their names in the key of each entry. */
export interface Ecosystems {
  /** The number of an ecosystem, which is made where there is none. */
  idOf(name: string): number;
  /** To be called where what was written is taken back. */
  forget(): void;
}

export function createEcosystems(database: DatabaseSync): Ecosystems {
  const add = database.prepare('INSERT INTO ecosystem (name) VALUES (?) ON CONFLICT DO NOTHING');
  const find = database.prepare('SELECT id FROM ecosystem WHERE name = ?');
  const known = new Map<string, number>();
  return {
    idOf(name) {
      const before = known.get(name);
      if (before !== undefined) return before;
      add.run(name);
      const row = find.get(name);
      if (row === undefined) throw new Error(`the ecosystem ${name} is not there`);
      const id = numberIn(row, 'id');
      known.set(name, id);
      return id;
    },
    forget: () => known.clear(),
  };
}

/** Writes the entries of an advisory. Those that say the same, as the many packages of one source do, share what they say. */
export function createEntries(
  database: DatabaseSync,
  ecosystems: Ecosystems,
): (advisory: number, entries: readonly Affected[]) => void {
  const addCoverage = database.prepare('INSERT INTO coverage (advisory, body) VALUES (?, ?)');
  const addAffected = database.prepare(
    'INSERT INTO affected (ecosystem, name, advisory, position, coverage) VALUES (?, ?, ?, ?, ?)',
  );
  return (advisory, entries) => {
    const written = new Map<string, number>();
    for (const [position, { ecosystem, name, ...coverage }] of entries.entries()) {
      const body = pack(coverage);
      const key = Buffer.from(body).toString('latin1');
      const id = written.get(key) ?? Number(addCoverage.run(advisory, body).lastInsertRowid);
      written.set(key, id);
      addAffected.run(ecosystems.idOf(wellFormed(ecosystem)), wellFormed(name), advisory, position, id);
    }
  };
}

/** A name as the database can hold it: JSON can write halves of characters, UTF-8 cannot. */
export function wellFormed(name: string): string {
  return name.toWellFormed();
}
