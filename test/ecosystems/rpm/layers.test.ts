import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RPM_READERS } from '../../../src/ecosystems/rpm/database.ts';
import { readLayer } from '../../../src/layer/read.ts';
import type { LayerInventory } from '../../../src/model/inventory.ts';
import { feed, layerOf } from '../../support/layers.ts';
import { makeTar, type TarEntry } from '../../support/tar.ts';
import { TAG, writeHeader } from './headers.ts';
import { writeWithWal } from './wal-files.ts';

const header = (name: string): Buffer =>
  writeHeader([
    [TAG.name, name],
    [TAG.version, '1'],
    [TAG.release, '2'],
  ]);

const { database, wal } = writeWithWal((opened) => {
  opened.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)');
  const insert = opened.prepare('INSERT INTO Packages (blob) VALUES (?)');
  insert.run(header('a'));
  opened.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  insert.run(header('b'));
});

async function layerWith(entries: readonly TarEntry[]): Promise<LayerInventory> {
  const tar = makeTar(entries);
  return await feed(readLayer(layerOf(tar), RPM_READERS), tar);
}

const names = ({ discoveries }: LayerInventory): readonly string[] =>
  discoveries.flatMap(({ packages }) => packages.map(({ name }) => name));
const gaps = ({ discoveries }: LayerInventory): readonly string[] => discoveries.flatMap(({ gap }) => gap ?? []);

test('A database and its log in one layer give the packages of both, in whatever order they come', async () => {
  const files = [
    { path: 'var/lib/rpm/rpmdb.sqlite', body: database },
    { path: 'var/lib/rpm/rpmdb.sqlite-wal', body: wal },
  ];
  for (const entries of [files, files.toReversed()]) {
    const inventory = await layerWith(entries);
    assert.deepEqual(names(inventory), ['a', 'b']);
    assert.deepEqual(gaps(inventory), []);
  }
});

test('A layer that has the log alone has a gap', async () => {
  const inventory = await layerWith([{ path: 'usr/lib/sysimage/rpm/rpmdb.sqlite-wal', body: wal }]);
  assert.deepEqual(names(inventory), []);
  assert.match(gaps(inventory).join(), /never written to usr\/lib\/sysimage\/rpm\/rpmdb\.sqlite/);
});

test('The better list of packages counts, in whatever order the two come', async () => {
  const files = [
    { path: 'var/lib/rpmmanifest/container-manifest-1', body: 'a-1-2.noarch\n' },
    {
      path: 'var/lib/rpmmanifest/container-manifest-2',
      body: `${['a', '1-2', '0', '0', 'M', '(none)', '0', 'noarch', '3', 'a-1-2.src.rpm'].join('\t')}\n`,
    },
  ];
  for (const entries of [files, files.toReversed()]) {
    const inventory = await layerWith(entries);
    assert.deepEqual(
      inventory.discoveries.flatMap(({ packages }) => packages.map(({ version }) => version)),
      ['3:1-2'],
    );
    assert.deepEqual(gaps(inventory), []);
  }
});
