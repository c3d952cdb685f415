import type { FileReader, Install } from '../../model/inventory.ts';
import { epochPrefix } from './package.ts';
import { type NamedRow, readNamedRows } from './sqlite-columns.ts';
import type { SqliteValue } from './sqlite-record.ts';
import { walOf } from './sqlite-wal.ts';
import { openSqlite, type Sqlite } from './sqlite.ts';

/** The history of dnf 4, and that of dnf 5. */
export const DNF_HISTORIES: readonly string[] = [
  'var/lib/dnf/history.sqlite',
  'usr/lib/sysimage/libdnf5/transaction_history.sqlite',
];

/**
 * Reads from which repository dnf installed each package. The tables are those of dnf's own sources:
 * https://github.com/rpm-software-management/libdnf/blob/dnf-4-master/libdnf/transaction/sql/create_tables.sql
 * https://github.com/rpm-software-management/dnf5/blob/main/libdnf5/transaction/db/sql/create_tables.sql
 */
export const DNF_HISTORY: FileReader = {
  id: 'dnf-history',
  wants: (path) => DNF_HISTORIES.includes(path),
  places: DNF_HISTORIES,
  largest: 128 * 1024 * 1024,
  companions: (path) => (DNF_HISTORIES.includes(path) ? [walOf(path)] : []),
  read: ({ path, bytes, companions }) =>
    bytes.length === 0
      ? { packages: [] }
      : { packages: [], installs: readInstalls(openSqlite(bytes, companions?.get(walOf(path)))) },
};

/** What the numbers of a history mean. */
interface Dialect {
  /** The columns of `trans_item` that say what was done, and how it ended. */
  readonly action: string;
  readonly state: string;
  /** Actions that bring a package. */
  readonly bringing: ReadonlySet<SqliteValue | undefined>;
  /** Actions that take one away. That a package takes its own place, as in a reinstallation, is none. */
  readonly taking: ReadonlySet<SqliteValue | undefined>;
  readonly failed: SqliteValue;
}

// Installed, downgraded to, obsoleting, upgraded to, reinstalled; downgraded from, obsoleted, upgraded from, removed.
const DNF_4: Dialect = {
  action: 'action',
  state: 'state',
  bringing: new Set([1, 2, 4, 6, 9]),
  taking: new Set([3, 5, 7, 8]),
  failed: 2,
};

// Installed, upgraded to, downgraded to, reinstalled; removed, replaced.
const DNF_5: Dialect = {
  action: 'action_id',
  state: 'state_id',
  bringing: new Set([1, 2, 3, 4]),
  taking: new Set([5, 6]),
  failed: 3,
};

/** One package in one transaction. */
interface Step {
  readonly id: number;
  readonly transaction: number;
  readonly item: SqliteValue | undefined;
  readonly repository: SqliteValue | undefined;
  readonly brings: boolean;
}

/** The packages that the last transaction with them brought, or left where they were. */
function readInstalls(database: Sqlite): readonly Install[] {
  const repositories = readNames(database, 'repo', 'repoid');
  const current = new Map<Step['item'], string>();
  for (const { item, repository, brings } of readSteps(database)) {
    const name = repositories.get(repository);
    current.delete(item);
    if (brings && name !== undefined && name !== '') current.set(item, name);
  }
  const installs: Install[] = [];
  for (const { item, ...pkg } of readPackages(database)) {
    const repository = current.get(item);
    if (repository !== undefined) installs.push({ ...pkg, repository });
  }
  return installs;
}

function readSteps(database: Sqlite): readonly Step[] {
  const steps: Step[] = [];
  for (const row of readNamedRows(database, 'trans_item')) {
    const dialect = row.get(DNF_5.action) === undefined ? DNF_4 : DNF_5;
    const action = row.get(dialect.action);
    const brings = dialect.bringing.has(action);
    if (row.get(dialect.state) === dialect.failed || (!brings && !dialect.taking.has(action))) continue;
    const transaction = Number(row.get('trans_id'));
    steps.push({ id: row.id, transaction, item: row.get('item_id'), repository: row.get('repo_id'), brings });
  }
  // A transaction that reinstalls a package takes it away as well, in no certain order.
  return steps.sort((a, b) => a.transaction - b.transaction || Number(a.brings) - Number(b.brings) || a.id - b.id);
}

type HistoryPackage = Omit<Install, 'repository'> & { readonly item: SqliteValue | undefined };

/** The packages of a history. dnf 4 writes their names and architectures, dnf 5 the numbers of these. */
function* readPackages(database: Sqlite): Generator<HistoryPackage> {
  let names: Names | undefined;
  let arches: Names | undefined;
  for (const row of readNamedRows(database, 'rpm')) {
    names ??= row.get('name_id') === undefined ? NONE : readNames(database, 'pkg_name', 'name');
    arches ??= row.get('arch_id') === undefined ? NONE : readNames(database, 'arch', 'name');
    const name = row.get('name') ?? names.get(row.get('name_id'));
    const arch = row.get('arch') ?? arches.get(row.get('arch_id'));
    const version = versionOf(row);
    if (typeof name !== 'string' || typeof arch !== 'string' || version === undefined) continue;
    yield { item: row.get('item_id'), name, version, arch };
  }
}

function versionOf(row: NamedRow): string | undefined {
  const [version, release, epoch] = [row.get('version'), row.get('release'), row.get('epoch')];
  if (typeof version !== 'string' || typeof release !== 'string') return undefined;
  return `${epochPrefix(String(epoch ?? 0))}${version}-${release}`;
}

/** Texts by the row ids that stand for them. */
type Names = ReadonlyMap<SqliteValue | undefined, string>;

const NONE: Names = new Map();

function readNames(database: Sqlite, table: string, column: string): Names {
  const names = new Map<SqliteValue | undefined, string>();
  for (const row of readNamedRows(database, table)) {
    const name = row.get(column);
    if (typeof name === 'string') names.set(row.id, name);
  }
  return names;
}
