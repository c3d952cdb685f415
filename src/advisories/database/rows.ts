import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Advisory } from '../../model/advisory.ts';
import { pack } from './body.ts';
import { createEcosystems, createEntries } from './entries.ts';
import { numberIn, type Row } from './sqlite.ts';

/** The rows of a database that is being built. */
export interface Rows {
  sources(): readonly Row[];
  /** The id of a source, which is made where there is none. */
  sourceId(feed: string): number;
  saveSource(values: Record<string, SQLInputValue>): void;
  /** Removes a source with all that it says. */
  forget(feed: string): void;
  removeAll(source: number): void;
  /** Milliseconds since the epoch; undefined where the source has no such advisory. */
  modifiedAt(source: number, id: string): number | undefined;
  add(source: number, advisory: Advisory): void;
  /** As one that says nothing. */
  addBare(source: number, id: string, modified: number): void;
  remove(source: number, id: string): void;
  /** How many advisories a source has that say something. */
  count(source: number): number;
  /** To be called where what was written is taken back. */
  forgetCaches(): void;
}

/** What a source is until it is written down: all of a row that may not be NULL. */
const NEW_SOURCE = `INSERT INTO source (feed, url, reader, confirmed, whole, synced, records, documents)
  VALUES (?, '', '', 0, 0, 0, 0, '') ON CONFLICT DO NOTHING`;
const SAVE_SOURCE = `UPDATE source SET url = :url, etag = :etag, modified = :modified, reader = :reader, confirmed = :confirmed,
  whole = :whole, synced = :synced, records = :records, fault = :fault, documents = :documents WHERE feed = :feed`;

export function createRows(database: DatabaseSync): Rows {
  const newSource = database.prepare(NEW_SOURCE);
  const saveSource = database.prepare(SAVE_SOURCE);
  const idOfSource = database.prepare('SELECT id FROM source WHERE feed = ?');
  const modified = database.prepare('SELECT modified FROM advisory WHERE source = ? AND name = ?');
  const remove = database.prepare('DELETE FROM advisory WHERE source = ? AND name = ?');
  const removeAll = database.prepare('DELETE FROM advisory WHERE source = ?');
  const removeSource = database.prepare('DELETE FROM source WHERE id = ?');
  const count = database.prepare('SELECT count(*) AS records FROM advisory WHERE source = ? AND body IS NOT NULL');
  const addAdvisory = database.prepare('INSERT INTO advisory (source, name, modified, body) VALUES (?, ?, ?, ?)');
  const ecosystems = createEcosystems(database);
  const addAffected = createEntries(database, ecosystems);

  const sourceId = (feed: string): number => {
    newSource.run(feed);
    const row = idOfSource.get(feed);
    if (row === undefined) throw new Error(`the source ${feed} is not there`);
    return numberIn(row, 'id');
  };
  return {
    sources: () => database.prepare('SELECT * FROM source ORDER BY id').all(),
    sourceId,
    saveSource: (values) => {
      newSource.run(values['feed'] ?? null);
      saveSource.run(values);
    },
    forget: (feed) => {
      const source = sourceId(feed);
      removeAll.run(source);
      removeSource.run(source);
    },
    removeAll: (source) => void removeAll.run(source),
    modifiedAt: (source, id) => {
      const row = modified.get(source, id);
      return row === undefined ? undefined : numberIn(row, 'modified');
    },
    add: (source, { affected, ...body }) => {
      const time = Date.parse(body.modified ?? '');
      const { lastInsertRowid } = addAdvisory.run(source, body.id, Number.isNaN(time) ? 0 : time, pack(body));
      addAffected(Number(lastInsertRowid), affected);
    },
    addBare: (source, id, time) => void addAdvisory.run(source, id, time, null),
    remove: (source, id) => void remove.run(source, id),
    count: (source) => {
      const row = count.get(source);
      return row === undefined ? 0 : numberIn(row, 'records');
    },
    forgetCaches: () => ecosystems.forget(),
  };
}
