import type { SqliteValue } from './sqlite-record.ts';
import { findTable, readRows, type Sqlite } from './sqlite.ts';

/** A row whose values are told by the names of their columns. */
export interface NamedRow {
  /** The row's id: what a column holds that is the table's `INTEGER PRIMARY KEY`. */
  readonly id: number;
  /** The value of the column of this name, in lower case; undefined where the table has none such. */
  get(column: string): SqliteValue | undefined;
}

/**
 * Every row of a table, for tables whose columns do not stand in one order in every version of what writes them. Throws an Error where
 * there is no such table, or it contradicts itself on the way.
 */
export function* readNamedRows(database: Sqlite, table: string): Generator<NamedRow> {
  const { sql, root } = findTable(database, table);
  const places = new Map(columnsOf(sql).map((name, at) => [name, at]));
  for (const { id, values } of readRows(database, root)) {
    const get = (column: string): SqliteValue | undefined => {
      const place = places.get(column);
      return place === undefined ? undefined : values[place];
    };
    yield { id, get };
  }
}

// Many times what anything writes, and little enough for the patterns below to take no time.
const LONGEST = 8192;

const COMMENT = /\/\*[^]*?\*\/|--[^\n]*/g;
const TOKEN = /"[^"]*"|'[^']*'|`[^`]*`|\[[^\]]*\]|[(),]|[^"'`[(),]+|[^]/g;
const NAME = /^\s*(?:"(?<quoted>[^"]*)"|`(?<ticked>[^`]*)`|\[(?<bracketed>[^\]]*)\]|(?<plain>\w+))/;
const CONSTRAINTS = new Set(['constraint', 'primary', 'unique', 'check', 'foreign']);

/**
 * The names of the columns that a statement defines, in lower case and in order: https://www.sqlite.org/lang_createtable.html
 * Throws an Error where the statement is longer than any that is read here.
 */
export function columnsOf(sql: string): readonly string[] {
  if (sql.length > LONGEST) throw new Error(`a table is defined by ${sql.length} characters.`);
  return definitionsOf(sql.replace(COMMENT, ' ')).flatMap((definition) => {
    const { quoted, ticked, bracketed, plain } = NAME.exec(definition)?.groups ?? {};
    if (plain !== undefined && CONSTRAINTS.has(plain.toLowerCase())) return [];
    const name = quoted ?? ticked ?? bracketed ?? plain;
    return name === undefined ? [] : [name.toLowerCase()];
  });
}

/** What stands between the outer parentheses, apart at its commas. */
function definitionsOf(sql: string): readonly string[] {
  const definitions: string[] = [];
  let definition = '';
  let depth = 0;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 1) {
      definitions.push(definition);
      definition = '';
    } else if (depth >= 1) definition += token;
    if (token === '(') depth += 1;
  }
  return [...definitions, definition];
}
