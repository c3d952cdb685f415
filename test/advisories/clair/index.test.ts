import assert from 'node:assert/strict';
import { chmod, copyFile, open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { openClairDatabase } from '../../../src/advisories/clair/index.ts';
import { isClairDatabase } from '../../../src/advisories/clair/recognise.ts';
import { unpackedDatabase } from '../../../src/advisories/clair/unpack.ts';
import { type ClairVuln, writeClairDatabase } from '../../support/clair-database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { opened } from './opened.ts';

const DEBIAN_12 = { id: 'debian', versionId: '12' };
const OPENSSL: ClairVuln = {
  name: 'CVE-2024-0001',
  package: { name: 'openssl' },
  kind: 'source',
  dist: DEBIAN_12,
  updater: 'debian/updater',
};

/** A folder with a database of one row. */
async function made(vulns: readonly ClairVuln[] = [OPENSSL]) {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'matcher #1?%41.db');
  writeClairDatabase(path, vulns);
  return { path, folder: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

suite("a database of Clair's is recognised", () => {
  test('by what it holds, and nothing is written', async () => {
    await using database = await made();
    const before = await readFile(database.path);
    assert.equal(await isClairDatabase(database.path), true);
    using index = await openClairDatabase(database.path, { ecosystems: [] });
    assert.equal(index.find('Debian:12', 'openssl').length, 1);
    assert.deepEqual(await readFile(database.path), before);
    assert.deepEqual(await readdir(database.folder), ['matcher #1?%41.db']);
  });

  test('among other databases and other files', async () => {
    await using folder = await temporaryFolder();
    const other = join(folder.path, 'other.db');
    using database = new DatabaseSync(other);
    database.exec('CREATE TABLE vuln (id INTEGER, package_name TEXT); CREATE TABLE metadata (id INTEGER)');
    assert.equal(await isClairDatabase(other), false);
    await assert.rejects(openClairDatabase(other, { ecosystems: [] }), {
      code: 'DATABASE_UNUSABLE',
      message: /not one that clair-action made/,
    });
    const text = join(folder.path, 'text');
    for (const content of ['', 'SQLite', 'a text that is longer than the beginning of a database']) {
      await writeFile(text, content);
      assert.equal(await isClairDatabase(text), false);
    }
  });

  test('in a folder that nobody can write in', { skip: process.getuid?.() === 0 && 'root writes everywhere' }, async () => {
    await using database = await made();
    await chmod(database.folder, 0o555);
    try {
      using index = await openClairDatabase(database.path, { ecosystems: [] });
      assert.equal(index.find('Debian:12', 'openssl').length, 1);
    } finally {
      await chmod(database.folder, 0o755);
    }
  });

  test('while its writer has a lock on it', async () => {
    await using database = await made();
    using writer = new DatabaseSync(database.path);
    writer.exec('BEGIN EXCLUSIVE');
    assert.equal(await isClairDatabase(database.path), true);
  });

  test('and refused where its writer left a part of it beside it', async () => {
    await using database = await made();
    for (const rest of ['-wal', '-journal']) {
      await writeFile(`${database.path}${rest}`, 'some of it');
      await assert.rejects(isClairDatabase(database.path), {
        code: 'DATABASE_UNUSABLE',
        message: new RegExp(`${rest} holds a part`),
      });
      await writeFile(`${database.path}${rest}`, '');
    }
    assert.equal(await isClairDatabase(database.path), true);
  });
});

suite("a database of Clair's that is not as it should be", () => {
  test('with columns that are not known is read, and without some as well', async () => {
    await using database = await made();
    using writer = new DatabaseSync(database.path);
    writer.exec("ALTER TABLE vuln ADD COLUMN more TEXT DEFAULT 'x'");
    for (const column of ['arch_operation', 'vulnerable_range', 'version_kind', 'package_module', 'severity', 'issued']) {
      writer.exec(`ALTER TABLE vuln DROP COLUMN ${column}`);
    }
    using index = await openClairDatabase(database.path, { ecosystems: [] });
    assert.equal(index.find('Debian:12', 'openssl')[0]?.id, 'CVE-2024-0001');
  });

  test('without what decides is none', async () => {
    await using database = await made();
    using writer = new DatabaseSync(database.path);
    writer.exec('ALTER TABLE vuln DROP COLUMN fixed_in_version');
    assert.equal(await isClairDatabase(database.path), false);
    await using nameless = await made();
    using other = new DatabaseSync(nameless.path);
    other.exec('DROP TABLE metadata');
    assert.equal(await isClairDatabase(nameless.path), false);
  });

  test('may hold numbers, bytes and nothing where text should be', async () => {
    await using database = await made();
    using writer = new DatabaseSync(database.path);
    writer.exec("UPDATE vuln SET links = NULL, severity = 3, description_id = NULL, package_kind = 1, issued = x'00ff'");
    using index = await openClairDatabase(database.path, { ecosystems: [] });
    const [found] = index.find('Debian:12', 'openssl');
    assert.deepEqual([found?.references, found?.details, found?.published], [[], '', undefined]);
  });

  test('cut or damaged is told by its name, whenever that is found', async () => {
    const vulns = Array.from({ length: 2000 }, (_, at): ClairVuln => ({ ...OPENSSL, name: `CVE-2024-${String(10_000 + at)}` }));
    await using database = await made(vulns);
    const { size } = await stat(database.path);
    const broken = join(database.folder, 'broken.db');
    let refused = 0;
    for (const [from, to] of [
      [100, 4096],
      [4096, size],
      [8192, 12_288],
      [size / 2, size],
    ] as const) {
      await copyFile(database.path, broken);
      await using file = await open(broken, 'r+');
      await file.write(Buffer.alloc(Math.floor(to - from), 0xff), 0, undefined, Math.floor(from));
      await assert.doesNotReject(async () => {
        try {
          using index = await openClairDatabase(broken, { ecosystems: [] });
          index.find('Debian:12', 'openssl');
        } catch (error) {
          assert.equal((error as { code?: unknown }).code, 'DATABASE_UNUSABLE');
          assert.match((error as Error).message, /broken\.db cannot be used/);
          refused += 1;
        }
      });
    }
    assert.ok(refused >= 3);
    await writeFile(broken, (await readFile(database.path)).subarray(0, 5000));
    await assert.rejects(openClairDatabase(broken, { ecosystems: [] }), { code: 'DATABASE_UNUSABLE' });
  });
});

suite("a database of Clair's that is packed", () => {
  async function packed(content: Buffer) {
    const folder = await temporaryFolder();
    const path = join(folder.path, 'matcher.zst');
    await writeFile(path, content);
    const signal = AbortSignal.timeout(20_000);
    const unpack = (largest?: number) =>
      unpackedDatabase(path, { scratch: async () => folder.path, signal, ...(largest === undefined ? {} : { largest }) });
    return { path, unpack, files: () => readdir(folder.path), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  }

  test('is unpacked, of however many frames it is made', async () => {
    await using database = await made();
    const plain = await readFile(database.path);
    const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
    const half = Math.floor(plain.length / 2);
    const halves = [zstdCompressSync(plain.subarray(0, half)), zstdCompressSync(plain.subarray(half))];
    for (const content of [zstdCompressSync(plain), Buffer.concat(halves), Buffer.concat([skipped, ...halves, skipped])]) {
      await using one = await packed(content);
      const path = await one.unpack();
      assert.deepEqual(await readFile(path), plain);
      assert.equal(await isClairDatabase(path), true);
    }
  });

  test('is taken as it is where it is not packed', async () => {
    await using one = await packed(Buffer.from('SQLite format 3\0'));
    assert.equal(await one.unpack(), one.path);
  });

  test('is refused where it is cut, where something else follows, and where it is too large; and leaves nothing behind', async () => {
    const whole = zstdCompressSync(Buffer.alloc(1_000_000, 'hullcheck'));
    for (const content of [whole.subarray(0, -20), Buffer.concat([whole, Buffer.from('something else')])]) {
      await using one = await packed(content);
      await assert.rejects(one.unpack(), { code: 'DATABASE_UNUSABLE', message: /damaged/ });
      assert.deepEqual(await one.files(), ['matcher.zst']);
    }
    await using one = await packed(whole);
    await assert.rejects(one.unpack(999_999), { code: 'DATABASE_UNUSABLE', message: /larger than any database can be/ });
    assert.deepEqual(await one.files(), ['matcher.zst']);
  });
});

suite("a database of Clair's tells", () => {
  test('its updaters as sources, as old as the file', async () => {
    const row = { ...OPENSSL, updater: 'osv/npm', repo: { name: 'npm' } };
    await using database = await opened([OPENSSL, { ...OPENSSL, name: 'CVE-2024-0002' }, row]);
    await utimes(database.path, 0, Date.UTC(2024, 0, 2) / 1000);
    using index = await openClairDatabase(database.path, { ecosystems: [] });
    const told = index.sources.map(({ feed, records, modified }) => [feed, records, modified]);
    assert.deepEqual(told, [
      ['debian/updater', 2, '2024-01-02T00:00:00.000Z'],
      ['osv/npm', 1, '2024-01-02T00:00:00.000Z'],
    ]);
  });

  test('nothing of an ecosystem that Clair does not know', async () => {
    await using database = await opened([OPENSSL]);
    for (const ecosystem of ['AlmaLinux:9', 'Debian', 'Ubuntu:Pro:22.04:LTS', '', '__proto__', 'constructor']) {
      assert.deepEqual(database.index.find(ecosystem, 'openssl'), []);
    }
    assert.deepEqual(database.index.find('Debian:12', "openssl' OR 1=1 --"), []);
  });

  test('what it holds of CVEs beside the advisories, in either form of its tags', async () => {
    const enrichments = [
      { updater: 'clair.cvss', tags: ['CVE-2024-0001'], data: { version: '3.1', vectorString: 'CVSS:3.1/AV:N', baseScore: 9.8 } },
      { updater: 'clair.epss', tags: ['CVE-2024-0001'], data: { cve: 'CVE-2024-0001', epss: 0.25, percentile: 0.9 } },
      {
        updater: 'clair.kev',
        tags: ['CVE-2024-0001,CVE-2024-0003'],
        data: { date_added: '2024-02-01', due_date: '2024-02-22', known_ransomware_campaign_use: 'Known' },
      },
      { updater: 'clair.cvss', tags: ['CVE-2024-00011'], data: { version: '3.0', vectorString: 'CVSS:3.0/AV:L' } },
      { updater: 'clair.cvss', tags: ['CVE-2024-0002'], data: { version: 'odd', vectorString: 7 } },
    ];
    await using database = await opened([], { enrichments });
    const known = { knownExploited: { added: '2024-02-01', due: '2024-02-22', ransomware: true } };
    assert.deepEqual(
      [...database.index.enrichmentsOf(['CVE-2024-0001', 'CVE-2024-0002', 'CVE-2024-0003'])],
      [
        [
          'CVE-2024-0001',
          {
            severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N' }],
            exploitation: { epss: { probability: 0.25, percentile: 0.9 }, ...known },
          },
        ],
        ['CVE-2024-0003', { severity: [], exploitation: known }],
      ],
    );
    assert.equal(database.index.enrichmentsOf([]).size, 0);
  });
});
