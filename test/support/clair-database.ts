import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** A vulnerability as an updater of Clair's hands it to clair-action. What is not given is empty. */
export interface ClairVuln {
  readonly name: string;
  readonly description?: string;
  readonly updater?: string;
  readonly issued?: string;
  readonly links?: string;
  readonly severity?: string;
  readonly normalized?: string;
  readonly package: { readonly name: string; readonly version?: string; readonly module?: string; readonly arch?: string };
  readonly kind?: 'source' | 'binary';
  readonly dist?: {
    readonly id?: string;
    readonly name?: string;
    readonly version?: string;
    readonly versionId?: string;
    readonly prettyName?: string;
  };
  readonly repo?: { readonly name?: string; readonly key?: string };
  readonly fixed?: string;
  readonly archOp?: 'invalid' | 'equals' | 'not equals' | 'pattern match';
  /** `{…}__{…}`, of the kind `semver` where nothing else is said. */
  readonly range?: string;
  readonly rangeKind?: string;
}

export interface ClairEnrichment {
  readonly updater: string;
  readonly tags: readonly string[];
  readonly data: unknown;
}

export interface ClairDatabaseOptions {
  readonly enrichments?: readonly ClairEnrichment[];
  /** Databases made since April 2026 have numbers for the kinds of packages. */
  readonly kinds?: 'words' | 'numbers';
  /** Names and descriptions lay in the rows themselves at first. */
  readonly migration?: 1 | 2;
}

const KINDS = { words: { source: 'source', binary: 'binary' }, numbers: { source: '1', binary: '2' } };

/** Writes a database as `clair-action --mode update` does: https://github.com/quay/clair-action/tree/main/migrations */
export function writeClairDatabase(path: string, vulns: readonly ClairVuln[], options: ClairDatabaseOptions = {}): void {
  const { enrichments = [], kinds = 'numbers', migration = 2 } = options;
  const database = new DatabaseSync(path);
  try {
    // Nobody needs it once the machine fails.
    database.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY');
    createTables(database, migration);
    database.exec('BEGIN');
    for (const vuln of vulns) insertVuln(database, vuln, KINDS[kinds][vuln.kind ?? 'binary'], migration);
    const insert = database.prepare('INSERT INTO enrichment (hash_kind, hash, updater, tags, data) VALUES (?, ?, ?, ?, ?)');
    for (const { updater, tags, data } of enrichments) {
      const body = JSON.stringify(data);
      insert.run('md5', md5(updater, ...tags, body), updater, JSON.stringify(tags), Buffer.from(body));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function createTables(database: DatabaseSync, migration: 1 | 2): void {
  const texts = migration === 1 ? ['name TEXT', 'description TEXT'] : ['name_id INTEGER', 'description_id INTEGER'];
  const columns = [
    'id INTEGER PRIMARY KEY',
    'hash_kind TEXT NOT NULL',
    'hash TEXT NOT NULL',
    'updater TEXT',
    ...texts,
    ...SHARED_COLUMNS.map((column) => `${column} TEXT`),
  ];
  database.exec(`CREATE TABLE vuln (${columns.join(', ')}, UNIQUE (hash_kind, hash))`);
  database.exec('CREATE INDEX vuln_lookup_idx ON vuln (package_name, dist_id, dist_name, dist_pretty_name, dist_version)');
  database.exec('CREATE INDEX vuln_lookup_updater ON vuln (updater)');
  database.exec(
    'CREATE TABLE enrichment (id INTEGER PRIMARY KEY, hash_kind TEXT, hash TEXT, updater TEXT, tags TEXT, data BLOB)',
  );
  if (migration === 1) return;
  database.exec(
    'CREATE TABLE metadata (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, hash_kind TEXT NOT NULL, hash TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, hash_kind, hash))',
  );
}

function insertVuln(database: DatabaseSync, vuln: ClairVuln, kind: string, migration: 1 | 2): void {
  const { name, description = '', updater = 'test-updater' } = vuln;
  const texts =
    migration === 1 ? [name, description] : [textId(database, 'name', name), textId(database, 'description', description)];
  const values = ['md5', md5(JSON.stringify(vuln)), updater, ...texts, ...Object.values(columnsOf(vuln, kind))];
  const columns = [
    'hash_kind',
    'hash',
    'updater',
    ...(migration === 1 ? ['name', 'description'] : ['name_id', 'description_id']),
  ];
  const places = values.map(() => '?').join(', ');
  // What was there before is left as it is, as clair-action leaves it.
  database
    .prepare(
      `INSERT INTO vuln (${[...columns, ...SHARED_COLUMNS].join(', ')}) VALUES (${places}) ON CONFLICT (hash_kind, hash) DO NOTHING`,
    )
    .run(...values);
}

/** The columns that are the same in both schemas. */
function columnsOf(vuln: ClairVuln, kind: string): Readonly<Record<string, string | null>> {
  const { package: pkg, dist = {}, repo = {}, range, rangeKind = range === undefined ? null : 'semver' } = vuln;
  return {
    issued: vuln.issued ?? '0001-01-01T00:00:00Z',
    links: text(vuln.links),
    severity: text(vuln.severity),
    normalized_severity: vuln.normalized ?? 'Unknown',
    package_name: pkg.name,
    package_version: text(pkg.version),
    package_module: text(pkg.module),
    package_arch: text(pkg.arch),
    package_kind: kind,
    dist_id: text(dist.id),
    dist_name: text(dist.name),
    dist_version: text(dist.version),
    dist_version_code_name: '',
    dist_version_id: text(dist.versionId),
    dist_arch: '',
    dist_cpe: '',
    dist_pretty_name: text(dist.prettyName),
    repo_name: text(repo.name),
    repo_key: text(repo.key),
    repo_uri: '',
    fixed_in_version: text(vuln.fixed),
    arch_operation: vuln.archOp ?? 'invalid',
    vulnerable_range: range ?? '{}__{}',
    version_kind: rangeKind,
  };
}

const SHARED_COLUMNS = Object.keys(columnsOf({ name: '', package: { name: '' } }, ''));

function text(value: string | undefined): string {
  return value ?? '';
}

function textId(database: DatabaseSync, kind: string, value: string): number {
  const hash = md5(value);
  database
    .prepare('INSERT INTO metadata (kind, hash_kind, hash, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(kind, 'md5', hash, value);
  return Number(
    database.prepare('SELECT id FROM metadata WHERE kind = ? AND hash_kind = ? AND hash = ?').get(kind, 'md5', hash)?.['id'],
  );
}

function md5(...texts: readonly string[]): Buffer {
  return createHash('md5').update(texts.join('\0')).digest();
}
