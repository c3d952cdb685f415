import { writeDatabase } from './databases.ts';
import type { DatabaseSync } from 'node:sqlite';

/** What a transaction did with a package: the action as the version of dnf numbers it. */
export interface Step {
  readonly transaction: number;
  readonly pkg: string;
  readonly action: number;
  readonly repository: string;
  readonly state?: number;
}

// What of the tables is read, with what dnf writes around it: comments, quotes, keys and other columns.
const TABLES = {
  '4': `
    CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL /* the repository's ID, aka 'repoid' */);
    CREATE TABLE trans_item (id INTEGER PRIMARY KEY AUTOINCREMENT, trans_id INTEGER REFERENCES trans(id),
      item_id INTEGER REFERENCES item(id), repo_id INTEGER REFERENCES repo(id),
      action INTEGER NOT NULL, /* (enum) */ reason INTEGER NOT NULL, state INTEGER NOT NULL);
    CREATE TABLE rpm (item_id INTEGER UNIQUE NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL, /* 0, if empty */
      version TEXT NOT NULL, release TEXT NOT NULL, arch TEXT NOT NULL, CONSTRAINT nevra UNIQUE (name, epoch, version, release, arch));`,
  '5': `
    CREATE TABLE "repo" ("id" INTEGER, "repoid" TEXT NOT NULL, /* ID */ PRIMARY KEY("id"));
    CREATE TABLE "pkg_name" ("id" INTEGER, "name" TEXT NOT NULL UNIQUE, PRIMARY KEY("id"));
    CREATE TABLE "arch" ("id" INTEGER, "name" TEXT NOT NULL UNIQUE, PRIMARY KEY("id"));
    CREATE TABLE "trans_item" ("id" INTEGER, "trans_id" INTEGER, "item_id" INTEGER, "repo_id" INTEGER, "action_id" INTEGER NOT NULL,
      "reason_id" INTEGER NOT NULL, "state_id" INTEGER NOT NULL, PRIMARY KEY("id" AUTOINCREMENT));
    CREATE TABLE "rpm" ("item_id" INTEGER NOT NULL UNIQUE, "name_id" INTEGER NOT NULL, "epoch" INTEGER NOT NULL, "version" TEXT NOT NULL,
      "release" TEXT NOT NULL, "arch_id" INTEGER NOT NULL, FOREIGN KEY("item_id") REFERENCES "item"("id"));`,
};

const SOME: readonly Step[] = [
  { transaction: 1, pkg: 'bash 0 5.1 2.el9 x86_64', action: 1, repository: 'baseos' },
  { transaction: 1, pkg: 'openssl 1 3.0 1.el9 x86_64', action: 1, repository: 'appstream' },
  { transaction: 2, pkg: 'openssl 1 3.0 2.el9 x86_64', action: 1, repository: 'updates' },
];

/** Writes the history of a version of dnf. */
export function writeHistory(version: '4' | '5', steps: readonly Step[] = SOME): Buffer {
  return writeDatabase((database) => {
    // The tables that nobody reads are not there to be referred to.
    database.exec(`PRAGMA foreign_keys = off; ${TABLES[version]}`);
    database.exec('BEGIN');
    for (const step of steps) record(database, version, step);
    database.exec('COMMIT');
  });
}

function record(database: DatabaseSync, version: '4' | '5', { transaction, pkg, action, repository, state }: Step): void {
  const [name = '', epoch = '', ver = '', release = '', arch = ''] = pkg.split(' ');
  const item = itemOf(pkg);
  if (version === '4') {
    database.prepare('INSERT OR IGNORE INTO rpm VALUES (?, ?, ?, ?, ?, ?)').run(item, name, Number(epoch), ver, release, arch);
  } else {
    const ids = [idOf(database, 'pkg_name', 'name', name), idOf(database, 'arch', 'name', arch)];
    database
      .prepare('INSERT OR IGNORE INTO rpm VALUES (?, ?, ?, ?, ?, ?)')
      .run(item, ids[0] ?? 0, Number(epoch), ver, release, ids[1] ?? 0);
  }
  const done = state ?? (version === '4' ? 1 : 2);
  database
    .prepare('INSERT INTO trans_item VALUES (NULL, ?, ?, ?, ?, 0, ?)')
    .run(transaction, item, idOf(database, 'repo', 'repoid', repository), action, done);
}

const items = new Map<string, number>();

/** The number that stands for a package. */
function itemOf(pkg: string): number {
  const item = items.get(pkg) ?? items.size + 1;
  items.set(pkg, item);
  return item;
}

function idOf(database: DatabaseSync, table: string, column: string, value: string): number {
  const find = database.prepare(`SELECT id FROM ${table} WHERE ${column} = ?`);
  if (find.get(value) === undefined) database.prepare(`INSERT INTO ${table} (${column}) VALUES (?)`).run(value);
  return Number(find.get(value)?.['id']);
}
