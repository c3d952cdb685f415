import type { DatabaseSync } from 'node:sqlite';

/** The columns of a vulnerability that are read. What an earlier schema lacks is read as empty. */
const COLUMNS = [
  'updater',
  'issued',
  'links',
  'severity',
  'normalized_severity',
  'package_name',
  'package_version',
  'package_module',
  'package_arch',
  'package_kind',
  'repo_name',
  'fixed_in_version',
  'arch_operation',
  'vulnerable_range',
  'version_kind',
] as const;

/** What no database is one of Clair's without. */
const NEEDED: readonly string[] = [
  'updater',
  'package_name',
  'dist_id',
  'dist_version',
  'dist_version_id',
  'dist_pretty_name',
  'repo_name',
  'repo_key',
  'fixed_in_version',
];

type Column = (typeof COLUMNS)[number];

/** A row of `vuln` with its name and description. */
export type ClairRow = Readonly<Record<Column | 'name' | 'description', string>>;

/** What a database looks like: Clair's changed once. */
export interface ClairSchema {
  /** `SELECT … FROM …`, to which a condition is added. */
  readonly select: string;
  readonly hasEnrichments: boolean;
}

/** The schema of a database; undefined where it is none of Clair's. */
export function schemaOf(database: DatabaseSync): ClairSchema | undefined {
  const vuln = columnsOf(database, 'vuln');
  if (!NEEDED.every((column) => vuln.has(column))) return undefined;
  const texts = textsOf(database, vuln);
  if (texts === undefined) return undefined;
  const columns = COLUMNS.map((column) => (vuln.has(column) ? `vuln.${column}` : `'' AS ${column}`));
  return {
    select: `SELECT ${[...columns, ...texts.columns].join(', ')} FROM vuln ${texts.join}`,
    hasEnrichments: columnsOf(database, 'enrichment').has('tags'),
  };
}

/** A row as text. A column may hold anything, whatever its type says. */
export function toRow(record: Readonly<Record<string, unknown>>): ClairRow {
  const of = (column: keyof ClairRow): string => textOf(record[column]);
  return {
    name: of('name'),
    description: of('description'),
    updater: of('updater'),
    issued: of('issued'),
    links: of('links'),
    severity: of('severity'),
    normalized_severity: of('normalized_severity'),
    package_name: of('package_name'),
    package_version: of('package_version'),
    package_module: of('package_module'),
    package_arch: of('package_arch'),
    package_kind: of('package_kind'),
    repo_name: of('repo_name'),
    fixed_in_version: of('fixed_in_version'),
    arch_operation: of('arch_operation'),
    vulnerable_range: of('vulnerable_range'),
    version_kind: of('version_kind'),
  };
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

/** Names and descriptions lie in a table of their own since the second migration; before, in the row itself. */
function textsOf(database: DatabaseSync, vuln: ReadonlySet<string>): { columns: readonly string[]; join: string } | undefined {
  if (vuln.has('name')) {
    return { columns: ['vuln.name', vuln.has('description') ? 'vuln.description' : `'' AS description`], join: '' };
  }
  const hasMetadata = columnsOf(database, 'metadata').has('value');
  if (!hasMetadata || !vuln.has('name_id')) return undefined;
  const description = vuln.has('description_id') ? 'LEFT JOIN metadata AS told ON told.id = vuln.description_id' : '';
  return {
    columns: ['named.value AS name', description === '' ? `'' AS description` : 'told.value AS description'],
    join: `LEFT JOIN metadata AS named ON named.id = vuln.name_id ${description}`,
  };
}

function columnsOf(database: DatabaseSync, table: string): ReadonlySet<string> {
  const rows = database.prepare('SELECT name FROM pragma_table_info(?)').all(table);
  return new Set(rows.map((row) => textOf(row['name'])));
}
