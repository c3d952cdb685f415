import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { TemporaryCache } from '../support/cache.ts';
import { feedOf, type Scene, status } from '../support/osv.ts';
import { assertNothingLeft, assertWhole, code, DEBIAN, stage } from './stage.ts';

/** Breaks off once these first bytes have come to the disk. */
function broken(at: { readonly cache: TemporaryCache }, body: Buffer, etag?: string): Scene {
  const bytes = 50;
  return (_, response) => {
    response.writeHead(200, { 'content-length': body.length, ...(etag === undefined ? {} : { etag }) });
    response.write(body.subarray(0, bytes));
    void sizeReached(at.cache, bytes).then(() => response.destroy());
  };
}

async function sizeReached(cache: TemporaryCache, bytes: number): Promise<void> {
  const folder = await cache.scratch();
  for (;;) {
    const files = await cache.leftovers();
    const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
    if (sizes.some((size) => size >= bytes)) return;
    await setImmediate();
  }
}

function rest(body: Buffer, etag: string, seen: IncomingHttpHeaders[]): Scene {
  return (request, response) => {
    seen.push(request.headers);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    response
      .writeHead(206, { etag, 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` })
      .end(body.subarray(from));
  };
}

test('a transfer that breaks off goes on where it was', async () => {
  await using at = await stage();
  const seen: IncomingHttpHeaders[] = [];
  at.server.script.push(broken(at, DEBIAN, '"one"'), rest(DEBIAN, '"one"', seen));
  const document = await at.fetch();
  assert.deepEqual(
    seen.map((headers) => [headers.range, headers['if-range']]),
    [['bytes=50-', '"one"']],
  );
  assert.deepEqual(await readFile(document.path), DEBIAN);
  assert.equal(document.etag, '"one"');
  await assertNothingLeft(at.cache);
});

test('a document that changed meanwhile is begun anew, as the server says', async () => {
  await using at = await stage();
  at.server.script.push(broken(at, feedOf({ id: 'OLD-1', details: 'x'.repeat(200) }), '"one"'));
  await assertWhole(at.fetch());
  assert.equal(at.server.requests.length, 2);
  await assertNothingLeft(at.cache);
});

for (const [what, etag] of [
  ['by a weak validator', 'W/"one"'],
  ['without a validator', undefined],
] as const) {
  test(`a transfer that breaks off ${what} is begun anew`, async () => {
    await using at = await stage();
    at.server.script.push(broken(at, DEBIAN, etag));
    at.server.script.push((request, response) => {
      assert.equal(request.headers.range, undefined);
      response.writeHead(200).end(DEBIAN);
    });
    await assertWhole(at.fetch());
    await assertNothingLeft(at.cache);
  });
}

for (const [what, headers, answer] of [
  ['begins elsewhere', { 'content-range': `bytes 40-${DEBIAN.length - 1}/${DEBIAN.length}`, etag: '"one"' }, 206],
  ['is of other bytes', { 'content-range': `bytes 50-${DEBIAN.length - 1}/${DEBIAN.length}`, etag: '"two"' }, 206],
  ['is out of range', { 'content-range': `bytes */${DEBIAN.length}` }, 416],
] as const) {
  test(`a rest that ${what} is not taken: the document is begun anew`, async () => {
    await using at = await stage();
    at.server.script.push(broken(at, DEBIAN, '"one"'), (_, response) => response.writeHead(answer, headers).end('other bytes'));
    at.server.script.push((request, response) => {
      assert.equal(request.headers.range, undefined);
      response.writeHead(200).end(DEBIAN);
    });
    await assertWhole(at.fetch({ verify: () => Promise.resolve() }));
    await assertNothingLeft(at.cache);
  });
}

test('a rest that does not fit what came before is no document, and is fetched again from the beginning', async () => {
  await using at = await stage();
  const verify = async (path: string) => {
    if (!(await readFile(path)).equals(DEBIAN)) throw new Error('is something else');
  };
  at.server.script.push(broken(at, Buffer.alloc(DEBIAN.length), '"one"'), rest(DEBIAN, '"one"', []));
  await assertWhole(at.fetch({ verify }));
  assert.equal(at.server.requests.length, 3);
  await assertNothingLeft(at.cache);
});

test('an attempt that brought a good piece is not held against the server', async () => {
  await using at = await stage();
  const large = Buffer.alloc(8 * 1024 * 1024 + 5, 'x');
  const resumes: Scene = (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
    const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${large.length - 1}/${large.length}` };
    response.writeHead(from === 0 ? 200 : 206, { etag: '"one"', 'content-length': large.length - from, ...range });
    response.write(large.subarray(from, from + 1_300_000));
    void sizeReached(at.cache, from + 1_300_000).then(() => response.destroy());
  };
  at.server.script.push(...Array.from({ length: 6 }, () => resumes), rest(large, '"one"', []));
  const document = await at.fetch({ verify: () => Promise.resolve() });
  assert.ok((await readFile(document.path)).equals(large));
  assert.deepEqual(at.clock.sleeps, [1000, 1000, 1000, 1000, 1000, 1000]);
});

test('a part is not left behind when all attempts were in vain', async () => {
  await using at = await stage();
  at.server.script.push(broken(at, DEBIAN, '"one"'), status(503), status(503), status(503), status(503), status(503));
  await assert.rejects(at.fetch(), code('ADVISORIES_UNAVAILABLE', /503/));
  await assertNothingLeft(at.cache);
});

test('text is asked for compressed, and kept as it is', async () => {
  await using at = await stage();
  at.server.script.push((request, response) => {
    assert.equal(request.headers['accept-encoding'], 'gzip');
    response.writeHead(200, { 'content-encoding': 'gzip', etag: '"one"' }).end(gzipSync(DEBIAN));
  });
  await assertWhole(at.fetch({ isText: true }));
});

test('text that breaks off while it is compressed is begun anew', async () => {
  await using at = await stage();
  const text = randomBytes(200_000);
  const packed = gzipSync(text);
  at.server.script.push((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', etag: '"one"', 'content-length': packed.length });
    response.write(packed.subarray(0, packed.length / 2));
    void sizeReached(at.cache, 50_000).then(() => response.destroy());
  });
  at.server.script.push((request, response) => {
    assert.equal(request.headers.range, undefined);
    response.writeHead(200).end(text);
  });
  const document = await at.fetch({ isText: true, verify: () => Promise.resolve() });
  assert.ok((await readFile(document.path)).equals(text));
  await assertNothingLeft(at.cache);
});

test('text that unpacks to more than it may have is not taken', async () => {
  await using at = await stage();
  const bomb = gzipSync(Buffer.alloc(1024 * 1024));
  at.server.script.push((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
  await assert.rejects(at.fetch({ isText: true, largest: 100_000 }), code('ADVISORIES_UNAVAILABLE', /larger than any feed/));
  await assertNothingLeft(at.cache);
});

test('what comes compressed in a way that nobody asked for is refused', async () => {
  await using at = await stage();
  at.server.script.push((_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(DEBIAN));
  await assert.rejects(at.fetch(), code('ADVISORIES_UNAVAILABLE', /nobody asked for: br/));
  assert.equal(at.server.requests.length, 1);
  await assertNothingLeft(at.cache);
});
