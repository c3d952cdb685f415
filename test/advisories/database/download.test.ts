import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Agent } from 'undici';
import { DATABASE_TYPE, databaseLayer } from '../../../src/advisories/database/artifact.ts';
import { readChecksum } from '../../../src/advisories/database/checksum.ts';
import { fetchDatabase } from '../../../src/advisories/database/download.ts';
import { createDocuments } from '../../../src/advisories/document.ts';
import { temporaryCache } from '../../support/cache.ts';
import { fakeClock } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { serve } from '../../support/server.ts';
import { record, stage } from './stage.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = 'b'.repeat(64);

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A finished database's bytes. */
async function built(): Promise<Buffer> {
  await using at = await stage('advisories.db.zst');
  at.serve('Debian', record('A', '2026-01-01', 'Debian:12/curl'));
  await at.update();
  return await readFile(at.file);
}

/** Fetches `/db.zst` from a server that has these files; a number is what it answers instead. */
async function fetched(files: Readonly<Record<string, Buffer | string | number>>, rounds = 1) {
  const requests: string[] = [];
  await using server = await serve((request, response) => {
    const place = request.url ?? '';
    const file = files[place] ?? 404;
    const etag = typeof file === 'number' ? '' : `"${sha256(file)}"`;
    const isKnown = typeof file !== 'number' && request.headers['if-none-match'] === etag;
    requests.push(`${place} ${isKnown ? '304' : String(typeof file === 'number' ? file : 200)}`);
    if (typeof file === 'number') response.writeHead(file).end();
    else if (isKnown) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { etag }).end(file);
  });
  await using cache = await temporaryCache();
  const dispatcher = new Agent();
  try {
    let bytes: Buffer | undefined;
    for (let round = 0; round < rounds; round += 1) {
      const ports = { dispatcherTo: () => dispatcher, cache, clock: fakeClock(), log: recordedLog() };
      const open = createDocuments(ports, AbortSignal.timeout(20_000));
      const pull = () => Promise.reject(new Error('nobody asked a registry'));
      bytes = await readFile((await fetchDatabase(`${server.origin}/db.zst`, { open, pull })).path);
    }
    return { bytes, requests };
  } finally {
    await dispatcher.destroy();
  }
}

test('a published database is fetched, proven by its checksum, and confirmed the next time', async () => {
  const database = await built();
  const { bytes, requests } = await fetched({ '/db.zst': database, '/db.zst.sha256': `${sha256(database)}  db.zst\n` }, 2);
  assert.deepEqual(bytes, database);
  assert.deepEqual(requests, ['/db.zst.sha256 200', '/db.zst 200', '/db.zst.sha256 200', '/db.zst 304']);
});

test('a database without a checksum is taken, and one with a wrong checksum is not', async () => {
  const database = await built();
  for (const status of [404, 410, 403]) {
    assert.deepEqual((await fetched({ '/db.zst': database, '/db.zst.sha256': status })).bytes, database);
  }
  await assert.rejects(fetched({ '/db.zst': database, '/db.zst.sha256': OTHER }), {
    code: 'ADVISORIES_UNAVAILABLE',
    message: new RegExp(`has the SHA-256 ${sha256(database)} and not the published ${OTHER}`),
  });
});

test('where nobody can say whether there is a checksum, or it cannot be read, the database is not taken', async () => {
  const database = await built();
  await assert.rejects(fetched({ '/db.zst': database, '/db.zst.sha256': 503 }), { code: 'ADVISORIES_UNAVAILABLE' });
  await assert.rejects(fetched({ '/db.zst': database, '/db.zst.sha256': '<html>' }), {
    code: 'DATABASE_UNUSABLE',
    message: /^The checksum at .*\/db\.zst\.sha256 cannot be used: it has no SHA-256 for db\.zst\.$/,
  });
});

test('a page that stands in for the database is not kept', async () => {
  await assert.rejects(fetched({ '/db.zst': '<html>sign in</html>' }), {
    code: 'ADVISORIES_UNAVAILABLE',
    message: /what the server sent is no database/,
  });
});

test('an address is on https, or an artifact in a registry', async () => {
  const open = () => Promise.reject(new Error('nobody asked a server'));
  const pulled: string[] = [];
  const pull = (reference: string) => {
    pulled.push(reference);
    return Promise.resolve('/scratch/layer');
  };
  assert.deepEqual(await fetchDatabase('oci://ghcr.io/team/db:1', { open, pull }), { path: '/scratch/layer' });
  assert.deepEqual(pulled, ['ghcr.io/team/db:1']);
  for (const url of ['http://example.com/db', 'file:///etc/passwd', 'db.zst', 'oci://', '']) {
    await assert.rejects(fetchDatabase(url, { open, pull }), { code: 'USAGE', message: /^db-file-url cannot be used: / });
  }
});

test('a checksum is read as sha256sum writes it, or bare', () => {
  const digest = 'A'.repeat(64);
  const lower = digest.toLowerCase();
  for (const text of [digest, `${digest}\n`, `sha256:${digest}`, `${digest}  db.zst\n`, `${digest} *out/db.zst\r\n`]) {
    assert.equal(readChecksum(text, 'db.zst'), lower);
  }
  assert.equal(readChecksum(`${OTHER}  other\n${digest}  db.zst\n`, 'db.zst'), lower);
  assert.equal(readChecksum(`${digest}  renamed.zst\n`, 'db.zst'), lower);
  for (const text of ['', '<html>', digest.slice(1), `${digest}${digest}`, `${OTHER}  one\n${digest}  two\n`]) {
    assert.throws(() => readChecksum(text, 'db.zst'), /it has no SHA-256 for db\.zst/);
  }
});

test('the layer of an artifact is the one of our type, or the only one', () => {
  const layer = (mediaType: string, digest = DIGEST) => ({ mediaType, digest, size: 3 });
  const ours = layer(DATABASE_TYPE);
  const choose = (...layers: readonly object[]) =>
    databaseLayer(Buffer.from(JSON.stringify({ schemaVersion: 2, layers })), 'r/db:1');
  assert.deepEqual(choose(layer('text/plain'), ours, layer('text/plain')), ours);
  assert.deepEqual(choose(layer('application/octet-stream')), layer('application/octet-stream'));
  for (const layers of [[], [layer('a/b'), layer('a/c')], [ours, ours]]) {
    assert.throws(() => choose(...layers), {
      code: 'DATABASE_UNUSABLE',
      message: /^The artifact r\/db:1 is no database: it has \d layers/,
    });
  }
  assert.throws(() => choose({ mediaType: DATABASE_TYPE, digest: 'x', size: 1 }), { code: 'DATABASE_UNUSABLE' });
  assert.throws(() => databaseLayer(Buffer.from('[]'), 'r/db:1'), { code: 'DATABASE_UNUSABLE' });
});
