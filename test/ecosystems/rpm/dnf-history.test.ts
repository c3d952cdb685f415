import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DNF_HISTORIES, DNF_HISTORY } from '../../../src/ecosystems/rpm/dnf-history.ts';
import { columnsOf } from '../../../src/ecosystems/rpm/sqlite-columns.ts';
import { type Step, writeHistory } from './histories.ts';
import { writeDatabase } from './databases.ts';
import { writeWithWal } from './wal-files.ts';

const [PATH = ''] = DNF_HISTORIES;

/** `name version arch repository`, in order. */
function installs(bytes: Uint8Array, wal?: Uint8Array): readonly string[] {
  const companions = new Map(wal === undefined ? [] : [[`${PATH}-wal`, wal]]);
  const found = DNF_HISTORY.read({ path: PATH, bytes, companions }).installs ?? [];
  return found.map(({ name, version, arch, repository }) => `${name} ${version} ${arch} ${repository}`).sort();
}

const OLD = 'openssl 1 3.0 1.el9 x86_64';
const NEW = 'openssl 1 3.0 2.el9 x86_64';

/** The numbers of the actions, by what they do. */
const ACTIONS = {
  '4': {
    install: 1,
    downgrade: 2,
    downgraded: 3,
    obsolete: 4,
    obsoleted: 5,
    upgrade: 6,
    replaced: 7,
    remove: 8,
    reinstall: 9,
    reinstalled: 10,
    reason: 11,
  },
  '5': {
    install: 1,
    downgrade: 3,
    downgraded: 6,
    obsolete: 1,
    obsoleted: 6,
    upgrade: 2,
    replaced: 6,
    remove: 5,
    reinstall: 4,
    reinstalled: 6,
    reason: 7,
  },
};

for (const version of ['4', '5'] as const) {
  const does = ACTIONS[version];
  const history = (...steps: readonly Step[]): readonly string[] => installs(writeHistory(version, steps));
  const step = (transaction: number, pkg: string, action: number, repository = 'baseos'): Step => ({
    transaction,
    pkg,
    action,
    repository,
  });

  test(`dnf ${version}: a package is from the repository that it was installed from`, () => {
    assert.deepEqual(
      history(
        step(1, 'bash 0 5.1 2.el9 x86_64', does.install),
        step(1, OLD, does.install, 'appstream'),
        step(1, 'tzdata 0 2022 1 noarch', does.obsolete),
      ),
      ['bash 5.1-2.el9 x86_64 baseos', 'openssl 1:3.0-1.el9 x86_64 appstream', 'tzdata 2022-1 noarch baseos'],
    );
  });

  test(`dnf ${version}: what was replaced or removed is no more`, () => {
    const installed = step(1, OLD, does.install);
    const upgraded = [installed, step(2, OLD, does.replaced, '@System'), step(2, NEW, does.upgrade, 'updates')];
    assert.deepEqual(history(...upgraded), ['openssl 1:3.0-2.el9 x86_64 updates']);
    assert.deepEqual(history(...upgraded, step(3, NEW, does.downgraded, '@System'), step(3, OLD, does.downgrade, 'vault')), [
      'openssl 1:3.0-1.el9 x86_64 vault',
    ]);
    assert.deepEqual(history(...upgraded, step(3, NEW, does.remove, '@System')), []);
    assert.deepEqual(history(installed, step(2, OLD, does.obsoleted, '@System')), []);
  });

  test(`dnf ${version}: a package that was reinstalled is from where it was reinstalled from, in whatever order that is told`, () => {
    const both = [step(2, OLD, does.reinstall, 'mirror'), step(2, OLD, does.reinstalled, '@System')];
    for (const steps of [both, both.toReversed()]) {
      assert.deepEqual(history(step(1, OLD, does.install), ...steps), ['openssl 1:3.0-1.el9 x86_64 mirror']);
    }
  });

  test(`dnf ${version}: what failed, and a new reason, change nothing`, () => {
    const installed = step(1, OLD, does.install);
    const failed = { ...step(2, OLD, does.remove), state: version === '4' ? 2 : 3 };
    assert.deepEqual(history(installed, failed, step(3, OLD, does.reason, '@System')), ['openssl 1:3.0-1.el9 x86_64 baseos']);
  });
}

test('The latest transaction counts, not the latest row', () => {
  const steps = [
    { transaction: 2, pkg: OLD, action: 9, repository: 'second' },
    { transaction: 1, pkg: OLD, action: 1, repository: 'first' },
  ];
  assert.deepEqual(installs(writeHistory('4', steps)), ['openssl 1:3.0-1.el9 x86_64 second']);
});

test('A history that is in the log is read from there', () => {
  const { database, wal } = writeWithWal((opened) => {
    opened.exec(
      'CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT); CREATE TABLE trans_item (trans_id, item_id, repo_id, action, state)',
    );
    opened.exec('CREATE TABLE rpm (arch, release, version, epoch, name, item_id); PRAGMA wal_checkpoint(TRUNCATE)');
    opened.exec("INSERT INTO repo VALUES (5, 'baseos'); INSERT INTO trans_item VALUES (1, 7, 5, 1, 1)");
    opened.exec("INSERT INTO rpm VALUES ('x86_64', '2', '5.1', 0, 'bash', 7)");
  });
  assert.deepEqual(installs(database, wal), ['bash 5.1-2 x86_64 baseos']);
  assert.deepEqual(installs(database), []);
  assert.deepEqual(DNF_HISTORY.companions?.(PATH), [`${PATH}-wal`]);
});

test('An empty file is nothing, and what is no history is refused', () => {
  assert.deepEqual(DNF_HISTORY.read({ path: PATH, bytes: new Uint8Array() }), { packages: [] });
  assert.throws(() => installs(writeDatabase((database) => database.exec('CREATE TABLE other (a)'))), /no table repo/);
});

test('It wants the histories of dnf 4 and dnf 5', () => {
  for (const path of ['var/lib/dnf/history.sqlite', 'usr/lib/sysimage/libdnf5/transaction_history.sqlite'])
    assert.ok(DNF_HISTORY.wants(path));
  assert.ok(!DNF_HISTORY.wants('var/lib/dnf/history.sqlite-wal') && !DNF_HISTORY.wants('srv/var/lib/dnf/history.sqlite'));
});

test('Columns are found in whatever way a statement names them', () => {
  const sql = `CREATE TABLE "a,(" ( /* it's, a "comment" ( */ One INTEGER PRIMARY KEY, -- and, another )
    "Two, too" DECIMAL(5, 2) DEFAULT ('x,y'), [three (3)] TEXT CHECK (length("a") > 1), \`four\`,
    constraint_of, UNIQUE (one, four), CONSTRAINT c PRIMARY KEY (one), FOREIGN KEY(one) REFERENCES b(c))`;
  assert.deepEqual(columnsOf(sql), ['one', 'two, too', 'three (3)', 'four', 'constraint_of']);
  assert.deepEqual(columnsOf(''), []);
  assert.throws(() => columnsOf(`CREATE TABLE a (${'/*'.repeat(5000)}`), /10016 characters/);
});
