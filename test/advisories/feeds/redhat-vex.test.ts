import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { readVex } from '../../../src/advisories/formats/csaf-vex.ts';
import { REDHAT_VEX } from '../../../src/advisories/feeds/redhat-vex.ts';
import { mayName } from '../../../src/advisories/feeds/vex-sieve.ts';
import { makeTar } from '../../support/tar.ts';
import { linesOf, type Publisher, publisher } from './publisher.ts';

const CPE = 'cpe:/o:redhat:enterprise_linux:9';
const ARCHIVE = '/csaf_vex_2026-01-10.tar.zst';
const WANTED = { ecosystems: ['Red Hat:enterprise_linux:9'], names: ['openssl', 'libstdc++'] };

/** What a document says of one package without a fix. */
function vex(
  cve: string,
  name: string,
  purl: string | undefined = `pkg:rpm/redhat/${encodeURIComponent(name)}?arch=src`,
): string {
  const helper = purl === undefined ? {} : { product_identification_helper: { purl } };
  const system = { name: 'RHEL 9', product_id: 'red_hat_enterprise_linux_9', product_identification_helper: { cpe: CPE } };
  const id = `red_hat_enterprise_linux_9:${name}`;
  return JSON.stringify({
    document: { csaf_version: '2.0', tracking: { id: cve } },
    product_tree: {
      branches: [
        { category: 'product_name', name: 'RHEL 9', product: system },
        { category: 'product_version', name, product: { name, product_id: name, ...helper } },
      ],
      relationships: [
        {
          category: 'default_component_of',
          full_product_name: { name: id, product_id: id },
          product_reference: name,
          relates_to_product_reference: 'red_hat_enterprise_linux_9',
        },
      ],
    },
    vulnerabilities: [{ cve, product_status: { known_affected: [id] } }],
  });
}

function archive(documents: Readonly<Record<string, string>>): Buffer {
  return zstdCompressSync(makeTar(Object.entries(documents).map(([path, body]) => ({ path, body }))));
}

async function redHat(
  documents: Readonly<Record<string, string>>,
  lists: { changes?: string; deletions?: string } = {},
): Promise<Publisher> {
  return await publisher({
    '/archive_latest.txt': `${ARCHIVE.slice(1)}\n`,
    '/changes.csv': lists.changes ?? '"2020/cve-2020-1.json","2026-01-09T23:59:59+00:00"\n',
    '/deletions.csv': lists.deletions ?? '',
    [ARCHIVE]: archive(documents),
  });
}

test('documents of the archive are read as they stream by', async () => {
  await using at = await redHat({
    '2024/cve-2024-1.json': vex('CVE-2024-1', 'openssl'),
    '2024/cve-2024-2.json': vex('CVE-2024-2', 'bash'),
    './2024/cve-2024-3.json': vex('CVE-2024-3', 'libstdc++'),
    'index.txt': 'not a document',
  });
  assert.deepEqual(linesOf(await at.ask(REDHAT_VEX, WANTED)), [
    'CVE-2024-1 in Red Hat:enterprise_linux:9 openssl',
    'CVE-2024-3 in Red Hat:enterprise_linux:9 libstdc++',
  ]);
  assert.equal(at.cache.kept.size, 1);
});

test('what changed since the archive was made counts, and what was deleted since does not', async () => {
  const changes = [
    '"2024/cve-2024-1.json","2026-01-12T10:00:00+00:00"',
    '"2024/cve-2024-9.json","2026-01-11T10:00:00+00:00"',
    '"2024/cve-2024-4.json","2026-01-11T10:00:00+00:00"',
    '"2024/cve-2024-2.json","2025-12-01T10:00:00+00:00"',
  ].join('\n');
  const deletions = ['2024/cve-2024-3.json,2026-01-11T00:00:00Z', '2024/cve-2024-4.json,2026-01-10T00:00:00Z'].join('\n');
  await using at = await redHat(
    {
      '2024/cve-2024-1.json': vex('CVE-2024-1', 'openssl'),
      '2024/cve-2024-2.json': vex('CVE-2024-2', 'openssl'),
      '2024/cve-2024-3.json': vex('CVE-2024-3', 'openssl'),
      '2024/cve-2024-4.json': vex('CVE-2024-4', 'openssl'),
    },
    { changes, deletions },
  );
  // Changed: the first speaks of another package now, the ninth is new, the fourth was deleted and came back.
  at.documents.set('/2024/cve-2024-1.json', vex('CVE-2024-1', 'bash'));
  at.documents.set('/2024/cve-2024-9.json', vex('CVE-2024-9', 'openssl'));
  at.documents.set('/2024/cve-2024-4.json', vex('CVE-2024-4', 'openssl'));
  assert.deepEqual(linesOf(await at.ask(REDHAT_VEX, WANTED)), [
    'CVE-2024-2 in Red Hat:enterprise_linux:9 openssl',
    'CVE-2024-9 in Red Hat:enterprise_linux:9 openssl',
    'CVE-2024-4 in Red Hat:enterprise_linux:9 openssl',
  ]);
  // Three lists are left for the run; the documents are gone as soon as they were read.
  assert.equal((await at.cache.leftovers()).length, 3);
});

test('a changed document that is not given is one that could not be read, and where none is given no more are asked for', async () => {
  const places = Array.from({ length: 30 }, (_, index) => `2024/cve-2024-${index + 100}.json`);
  const changes = places.map((place) => `"${place}","2026-01-12T10:00:00+00:00"`).join('\n');
  await using at = await redHat({ '2024/cve-2024-1.json': vex('CVE-2024-1', 'openssl') }, { changes });
  at.documents.set('/2024/cve-2024-100.json', vex('CVE-2024-100', 'openssl'));
  const told = await at.ask(REDHAT_VEX, WANTED);
  assert.equal(told.filter((record) => 'unread' in record).length, 29);
  assert.equal(told.filter((record) => 'advisory' in record).length, 2);
  assert.equal(at.requests.filter((path) => path.startsWith('/2024/')).length, 16);
});

test('a list that cannot be read is an error, so that nothing is missed', async () => {
  for (const changes of ['', '<html>', '"../../secret.json","2026-01-12T10:00:00Z"', '"2024/cve-2024-1.json","soon"']) {
    await using at = await redHat({}, { changes });
    await assert.rejects(at.ask(REDHAT_VEX, WANTED), /list of changes is empty|a line of a list is/, changes);
  }
});

test('an archive that is none, is cut, or has another name is an error', async () => {
  await using at = await redHat({ '2024/cve-2024-1.json': vex('CVE-2024-1', 'openssl').repeat(1) });
  const whole = at.documents.get(ARCHIVE) as Buffer;
  at.documents.set(ARCHIVE, whole.subarray(0, whole.length - 20));
  await assert.rejects(at.ask(REDHAT_VEX, WANTED));
  at.cache.kept.clear();
  at.documents.set(ARCHIVE, '<html>');
  await assert.rejects(at.ask(REDHAT_VEX, WANTED), /is not zstd/);
  at.documents.set('/archive_latest.txt', '../../../etc/passwd');
  await assert.rejects(at.ask(REDHAT_VEX, WANTED), /no archive is named/);
});

test('what the sieve lets go, the reader would not have kept', () => {
  const wanted = { ecosystems: new Set(WANTED.ecosystems), names: new Set(WANTED.names) };
  const documents = [
    vex('CVE-1', 'openssl'),
    vex('CVE-2', 'libstdc++'),
    vex('CVE-3', 'openssl', ''),
    vex('CVE-4', 'nodejs:16/openssl', 'pkg:rpmmod/redhat/nodejs:16/openssl'),
    vex('CVE-5', 'openssl').replaceAll('"purl"', String.raw`"p\u0075rl"`),
    vex('CVE-6', 'bash'),
    vex('CVE-9', 'component-1', 'pkg:rpm/redhat/openssl@3.0?arch=src'),
    vex('CVE-10', 'component-2', 'pkg:rpm/redhat/libstdc%2B%2B?arch=src'),
    vex('CVE-11', 'component-3', 'pkg:rpm/redhat/openssl?arch=src').replaceAll('"purl"', String.raw`"p\u0075rl"`),
    vex('CVE-12', 'component-4', 'pkg:rpm/redhat/openssl?arch=src').replaceAll('"purl"', String.raw`"pur\u006c"`),
    vex('CVE-7', 'openssl-libs'),
    vex('CVE-8', 'openssl').replaceAll('"openssl"', String.raw`"op\u0065nssl"`),
  ];
  for (const document of documents) {
    const kept = [...readVex(document, wanted)].length > 0;
    assert.ok(mayName(Buffer.from(document), wanted) || !kept, document);
  }
  assert.ok(!mayName(Buffer.from(vex('CVE-6', 'bash')), wanted));
  assert.ok(!mayName(Buffer.from(vex('CVE-7', 'openssl-libs')), wanted));
});
