import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Credentials } from '../../src/model/request.ts';
import { download } from '../../src/registry/download.ts';
import { fetching, memorySink, sourceOf } from '../support/fetching.ts';
import { makeImageOf, makeIndex } from '../support/images.ts';
import { type RegistryOptions, startRegistry } from '../support/registry.ts';
import { signedSchema1 } from '../support/schema1.ts';
import { reply, serve } from '../support/server.ts';

const image = makeImageOf([[{ path: 'a', body: 'b' }]]);
const ADA: Credentials = { username: 'ada', password: 'pass:word' };

const failsWith = (code: string, message: RegExp) => (error: Error & { code?: string }) => {
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

async function stage(options: RegistryOptions = {}, credentials?: Credentials) {
  const registry = await startRegistry(options);
  registry.push(image, 'v1');
  const fetch = fetching(registry.host, { credentials: () => Promise.resolve(credentials) });
  return {
    ...fetch,
    registry,
    async [Symbol.asyncDispose]() {
      await fetch[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

test('a manifest is named by the digest of its bytes, whatever the header claims', async () => {
  await using place = await stage();
  const ref = await place.client.ref({ tag: 'v1' }, place.signal);
  assert.equal(ref.digest, image.manifest.digest);
  assert.equal(ref.kind, 'manifest');
});

test('with tag and digest together, the digest is asked for', async () => {
  await using place = await stage();
  await place.client.ref({ tag: 'gone', digest: image.manifest.digest }, place.signal);
  assert.ok(place.registry.requests.at(-1)?.path.endsWith(`/manifests/${image.manifest.digest}`));
});

test('a manifest that is not the one asked for is refused', async () => {
  await using other = await serve((_, response) => reply(response, 200, JSON.stringify({ schemaVersion: 2, manifests: [] })));
  await using fetch = fetching(other.host);
  await assert.rejects(
    fetch.client.ref({ digest: image.manifest.digest }, fetch.signal),
    failsWith('DIGEST_MISMATCH', /was asked for/),
  );
});

test('an index is read as one', async () => {
  await using place = await stage();
  place.registry.tag(makeIndex([{ image, platform: { os: 'linux', architecture: 'amd64' } }]), 'multi');
  const ref = await place.client.ref({ tag: 'multi' }, place.signal);
  assert.equal(ref.kind, 'index');
});

test('a token is fetched once for many requests, by the challenge, with the credentials', async () => {
  await using place = await stage({ auth: { kind: 'bearer', ...ADA } }, ADA);
  await place.client.ref({ tag: 'v1' }, place.signal);
  await place.client.ref({ tag: 'v1' }, place.signal);
  const tokens = place.registry.requests.filter(({ path }) => path.startsWith('/token'));
  assert.deepEqual(
    tokens.map(({ path }) => path),
    ['/token?service=test&scope=repository%3Aapp%3Apull'],
  );
  assert.ok(place.secrets.includes('token-1'));
});

test('a token that has died is replaced without anyone noticing', async () => {
  await using place = await stage({ auth: { kind: 'bearer', tokenLife: 300 } });
  await place.client.ref({ tag: 'v1' }, place.signal);
  place.clock.advance(271_000);
  await place.client.ref({ tag: 'v1' }, place.signal);
  assert.equal(place.registry.requests.filter(({ path }) => path.startsWith('/token')).length, 2);
});

test('a token that the registry forgot is asked for again', async () => {
  let forgotten = false;
  await using place = await stage({ auth: { kind: 'bearer' }, wall: () => (forgotten ? Date.now() + 301_000 : Date.now()) });
  await place.client.ref({ tag: 'v1' }, place.signal);
  forgotten = true;
  await place.client.ref({ tag: 'v1' }, place.signal);
  assert.equal(place.registry.requests.filter(({ path }) => path.startsWith('/token')).length, 2);
});

test('many requests at once share one authentication', async () => {
  await using place = await stage({ auth: { kind: 'bearer', ...ADA } }, ADA);
  await Promise.all(Array.from({ length: 5 }, async () => await place.client.ref({ tag: 'v1' }, place.signal)));
  assert.equal(place.registry.requests.filter(({ path }) => path.startsWith('/token')).length, 1);
});

test('basic authentication is spoken where the registry asks for it', async () => {
  await using place = await stage({ auth: { kind: 'basic', ...ADA } }, ADA);
  assert.equal((await place.client.ref({ tag: 'v1' }, place.signal)).digest, image.manifest.digest);
});

for (const kind of ['basic', 'bearer'] as const) {
  test(`wrong credentials say so (${kind})`, async () => {
    await using place = await stage({ auth: { kind, ...ADA } }, { username: 'eve', password: 'x' });
    await assert.rejects(place.client.ref({ tag: 'v1' }, place.signal), failsWith('UNAUTHORIZED', /credentials/));
  });
}

test('no credentials where some are needed say so', async () => {
  await using place = await stage({ auth: { kind: 'basic', ...ADA } });
  await assert.rejects(place.client.ref({ tag: 'v1' }, place.signal), failsWith('UNAUTHORIZED', /wants to know who asks/));
});

test('an image that is not there is named with its registry', async () => {
  await using place = await stage();
  await assert.rejects(
    place.client.ref({ tag: 'v2' }, place.signal),
    failsWith('IMAGE_NOT_FOUND', /There is no v2 of app in 127/),
  );
});

test('a registry that is busy is asked again, after the time that it asks for', async () => {
  let count = 0;
  await using place = await stage({
    intercept: (_, response) => {
      count += 1;
      if (count > 1) return false;
      reply(response, 429, '{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}', { 'retry-after': '7' });
      return true;
    },
  });
  await place.client.ref({ tag: 'v1' }, place.signal);
  assert.deepEqual(place.clock.sleeps, [7000]);
});

test('a registry that stays busy is quoted', async () => {
  await using place = await stage({
    intercept: (_, response) => {
      reply(response, 503, '{"errors":[{"code":"UNAVAILABLE","message":"no space \\u001b[31mleft"}]}');
      return true;
    },
  });
  await assert.rejects(
    place.client.ref({ tag: 'v1' }, place.signal),
    failsWith('REGISTRY_REFUSED', /answered 503 .*UNAVAILABLE/),
  );
  assert.equal(place.registry.requests.length, 5);
});

test('no connection is said in words', async () => {
  const gone = await serve(() => undefined);
  await gone[Symbol.asyncDispose]();
  await using fetch = fetching(gone.host);
  await assert.rejects(fetch.client.ref({ tag: 'v1' }, fetch.signal), failsWith('NETWORK', /connection refused/));
});

test('a redirect within the registry keeps the authorization, one beyond it loses it for good', async () => {
  const seen: (string | undefined)[] = [];
  await using beyond = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end(image.manifest.bytes);
  });
  let target = '';
  await using place = await stage(
    {
      auth: { kind: 'basic', ...ADA },
      intercept: ({ url = '', headers }, response) => {
        if (url.endsWith('/manifests/v1') && headers.authorization !== undefined)
          reply(response, 307, '', { location: '/v2/app/manifests/inner' });
        else if (url.endsWith('/manifests/inner')) {
          seen.push(headers.authorization);
          reply(response, 307, '', { location: target });
        } else return false;
        return true;
      },
    },
    ADA,
  );
  target = `${beyond.origin}/somewhere`;
  await place.client.ref({ tag: 'v1' }, place.signal);
  assert.deepEqual(seen, [`Basic ${Buffer.from('ada:pass:word').toString('base64')}`, undefined]);
});

test('redirects that never end are not followed for ever', async () => {
  await using place = await stage({
    intercept: ({ url }, response) => {
      reply(response, 302, '', { location: `${url}x` });
      return true;
    },
  });
  await assert.rejects(place.client.ref({ tag: 'v1' }, place.signal), failsWith('REGISTRY_REFUSED', /redirects more than/));
});

test('a manifest of endless length is given up', async () => {
  await using place = await stage({
    intercept: (_, response) => {
      response.writeHead(200);
      const more = (): boolean => response.write(Buffer.alloc(256 * 1024), () => (response.destroyed ? undefined : more()));
      more();
      return true;
    },
  });
  await assert.rejects(place.client.ref({ tag: 'v1' }, place.signal), failsWith('LIMIT_EXCEEDED', /more than/));
});

test('a layer that the registry does not have is an error that names it', async () => {
  await using place = await stage();
  const [layer] = makeImageOf([[{ path: 'other' }]]).layers;
  assert.ok(layer !== undefined);
  await assert.rejects(
    download(sourceOf(place.client, layer), memorySink, place),
    failsWith('BLOB_NOT_FOUND', /404 .*BLOB_UNKNOWN/),
  );
});

test('a layer that is known to be empty, or that the manifest carries, is never asked for', async () => {
  await using place = await stage();
  const [layer] = image.layers;
  assert.ok(layer !== undefined);
  const empty = `sha256:${createHash('sha256').digest('hex')}` as const;
  const carried = { mediaType: '', digest: layer.digest, size: layer.bytes.length, data: layer.bytes.toString('base64') };
  assert.deepEqual(
    await download(place.client.blob({ mediaType: '', digest: empty, size: 0 }), memorySink, place),
    Buffer.alloc(0),
  );
  assert.deepEqual(await download(place.client.blob(carried), memorySink, place), layer.bytes);
  assert.deepEqual(place.registry.requests, []);
  const wrong = { ...carried, data: Buffer.alloc(carried.size).toString('base64') };
  assert.deepEqual(await download(place.client.blob(wrong), memorySink, place), layer.bytes);
  assert.equal(place.registry.requests.length, 1);
});

test('a layer of unknown size is whole when its digest is right', async () => {
  await using place = await stage();
  const [layer] = image.layers;
  assert.ok(layer !== undefined);
  const source = place.client.blob({ mediaType: '', digest: layer.digest, size: undefined });
  assert.deepEqual(await download(source, memorySink, place), layer.bytes);
});

test('types that are asked for a line each arrive a line each', async () => {
  const signed = signedSchema1(image.layers.map((layer) => ({ blob: layer })));
  const lines: number[] = [];
  await using fussy = await serve((request, response) => {
    const accepts = request.rawHeaders.filter((name, place) => place % 2 === 0 && name.toLowerCase() === 'accept').length;
    lines.push(accepts);
    response.end(accepts > 1 ? image.manifest.bytes : signed.bytes);
  });
  await using fetch = fetching(fussy.host);
  assert.equal((await fetch.client.ref({ tag: 'v1' }, fetch.signal)).digest, image.manifest.digest);
  assert.deepEqual(lines, [1, 6]);
});

test('what the registry warns of is told once, however often it is sent', async () => {
  await using place = await stage({
    intercept: (_, response) => {
      response.setHeader('warning', '299 - "This registry closes in March."');
      return false;
    },
  });
  await place.client.ref({ digest: image.manifest.digest }, place.signal);
  await place.client.ref({ digest: image.manifest.digest }, place.signal);
  assert.deepEqual(place.notices, [`${place.registry.host} says: This registry closes in March.`]);
});

test('why there is no manifest is read from the body, whatever the body calls itself', async () => {
  await using place = await stage({
    intercept: (_, response) => {
      reply(response, 404, '{"errors":[{"code":"NAME_UNKNOWN"}]}', { 'content-type': 'text/html' });
      return true;
    },
  });
  await assert.rejects(place.client.ref({ tag: 'v1' }, place.signal), failsWith('IMAGE_NOT_FOUND', /no repository app/));
});
