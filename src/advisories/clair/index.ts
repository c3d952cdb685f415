import { stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Advisory, AdvisoryIndex, AdvisorySource } from '../../model/advisory.ts';
import type { Gap } from '../../model/report.ts';
import { AdvisoryBuilder, type Label } from './advisory.ts';
import { createDoubts } from './doubts.ts';
import { type Enrichment, readEnrichments } from './enrichments.ts';
import { createNames } from './names.ts';
import { type ClairSchema, schemaOf, textOf, toRow } from './schema.ts';
import type { Scope } from './scope.ts';
import { scopeOf } from './scopes.ts';
import { unusable } from '../database/sqlite.ts';
import { asking, openReadOnly } from './sqlite.ts';

export interface ClairOptions {
  /** All ecosystems, with release, that the image's packages are judged by: `Debian:12`, `PyPI`. */
  readonly ecosystems: readonly string[];
}

/** A database of Clair's, asked as it lies. Throws `DATABASE_UNUSABLE` from wherever it turns out to be damaged. */
export interface ClairIndex extends AdvisoryIndex, Disposable {
  /** What the rows of an ecosystem name; undefined where Clair has no advisories of it. */
  keyedBy(ecosystem: string): Scope['keyedBy'] | undefined;
  /** What is told of these CVEs beside the advisories. */
  enrichmentsOf(cves: Iterable<string>): ReadonlyMap<string, Enrichment>;
  /** What of the rows that were asked for so far could not be read. */
  gaps(): readonly Gap[];
}

/**
 * Opens the database that clair-action made at this path, unpacked, and writes nothing. Throws `DATABASE_UNUSABLE` where it is none or
 * cannot be used.
 */
export async function openClairDatabase(path: string, options: ClairOptions): Promise<ClairIndex> {
  const { mtime } = await stat(path);
  const database = await openReadOnly(path);
  try {
    return asking(path, () => {
      const schema = schemaOf(database);
      if (schema === undefined) throw unusable(path, 'it is not one that clair-action made');
      const sources = readSources(database, path, mtime);
      return createIndex({ database, schema, sources, path }, options);
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

interface Opened {
  readonly database: DatabaseSync;
  readonly schema: ClairSchema;
  readonly sources: readonly AdvisorySource[];
  readonly path: string;
}

function createIndex({ database, schema, sources, path }: Opened, { ecosystems }: ClairOptions): ClairIndex {
  const doubts = createDoubts();
  const spellings = createNames(database);
  // The matcher asks for one name in each of its ecosystems, one after the other.
  let latest: { readonly key: string; readonly advisories: readonly Advisory[] } | undefined;

  const read = (name: string, labels: readonly Label[]): readonly Advisory[] => {
    const [first] = labels;
    if (first === undefined) return [];
    const { scope } = first;
    const key = [scope.rows, name, ...labels.map(({ ecosystem }) => ecosystem)].join('\u001f');
    if (latest?.key === key) return latest.advisories;
    const builder = new AdvisoryBuilder(name, doubts);
    const statement = database.prepare(`${schema.select} WHERE vuln.package_name = ? AND ${scope.condition}`);
    for (const spelled of spellings.of(scope.names(name))) {
      for (const record of statement.iterate(spelled, ...scope.values)) {
        const row = toRow(record);
        builder.add(
          row,
          labels.filter(({ scope: own }) => own.covers(row)),
        );
      }
    }
    latest = { key, advisories: builder.build() };
    return latest.advisories;
  };

  const labels = labelsOf(ecosystems);
  return {
    sources,
    find: (ecosystem, name) => {
      const scope = labels.find((label) => label.ecosystem === ecosystem)?.scope ?? scopeOf(ecosystem);
      if (scope === undefined) return [];
      const kindred = labels.filter((label) => label.scope.rows === scope.rows);
      const asked = kindred.some((label) => label.ecosystem === ecosystem) ? kindred : [...kindred, { ecosystem, scope }];
      const advisories = asking(path, () => read(name, asked));
      return advisories.filter(({ affected }) => affected.some((entry) => entry.ecosystem === ecosystem));
    },
    keyedBy: (ecosystem) => scopeOf(ecosystem)?.keyedBy,
    enrichmentsOf: (cves) => {
      const wanted = new Set(cves);
      if (wanted.size === 0 || !schema.hasEnrichments) return new Map();
      return asking(path, () => readEnrichments(database, wanted));
    },
    gaps: () => doubts.gaps(),
    [Symbol.dispose]: () => database.close(),
  };
}

function labelsOf(ecosystems: readonly string[]): readonly Label[] {
  return [...new Set(ecosystems)].flatMap((ecosystem) => {
    const scope = scopeOf(ecosystem);
    return scope === undefined ? [] : [{ ecosystem, scope }];
  });
}

/** One source an updater. When each ran is not written down; the file is as old as the last. */
function readSources(database: DatabaseSync, path: string, made: Date): readonly AdvisorySource[] {
  const rows = database.prepare('SELECT updater, count(*) AS records FROM vuln GROUP BY updater').all();
  return rows.map((row) => ({
    feed: textOf(row['updater']),
    url: pathToFileURL(path).href,
    modified: made.toISOString(),
    records: Number(row['records']),
    revalidated: false,
  }));
}
