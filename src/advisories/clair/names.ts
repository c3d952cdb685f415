import type { DatabaseSync } from 'node:sqlite';
import { textOf } from './schema.ts';
import type { RowNames } from './scope.ts';

/** The names that rows have for packages. */
export interface Names {
  of(names: RowNames): readonly string[];
}

/** Lists the names of a registry once, where it takes several spellings for one: Clair wants the very spelling of the record. */
export function createNames(database: DatabaseSync): Names {
  const registries = new Map<string, ReadonlyMap<string, readonly string[]>>();
  return {
    of: (names) => {
      if ('spelled' in names) return names.spelled;
      const { repository, folded } = names;
      const listed = registries.get(repository) ?? listNames(database, repository, names.fold);
      registries.set(repository, listed);
      return listed.get(folded) ?? [];
    },
  };
}

/** By the updater, for which there is an index; `osv` was the only one of its kind once. */
function listNames(
  database: DatabaseSync,
  repository: string,
  fold: (name: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const statement = database.prepare('SELECT DISTINCT package_name AS name FROM vuln WHERE updater IN (?, ?) AND repo_name = ?');
  const listed = new Map<string, string[]>();
  for (const row of statement.iterate(`osv/${repository}`, 'osv', repository)) {
    const name = textOf(row['name']);
    const folded = fold(name);
    const others = listed.get(folded);
    if (others === undefined) listed.set(folded, [name]);
    else others.push(name);
  }
  return listed;
}
