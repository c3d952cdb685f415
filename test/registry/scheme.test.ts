import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MEDIA_TYPES } from '../../src/model/manifest.ts';
import { parseReference } from '../../src/model/reference.ts';
import { createAuthorizer } from '../../src/registry/auth.ts';
import { createTrust, readAuthorities } from '../../src/registry/authority.ts';
import { createClient } from '../../src/registry/client.ts';
import { createDispatcher, type NetworkOptions } from '../../src/registry/network.ts';
import { isListed, isPlainAllowed } from '../../src/registry/plain.ts';
import { readProxies } from '../../src/registry/proxy.ts';
import { createTransport, type Get } from '../../src/registry/transport.ts';
import { makeAuthority, NO_CERTIFICATES } from '../support/certificates.ts';
import { fakeClock } from '../support/clock.ts';
import { startProxy } from '../support/proxy.ts';
import { type Handler, reply, serve } from '../support/server.ts';
import { serveTls } from '../support/tls-server.ts';

const { signal } = new AbortController();
const authority = makeAuthority();
const certified = { skip: NO_CERTIFICATES };
const hello: Handler = (_, response) => reply(response, 200);

function asking(registry: string, options: Omit<NetworkOptions, 'named'> = {}): { readonly get: Get } & AsyncDisposable {
  const { insecure = [] } = options;
  const dispatcher = createDispatcher({ named: registry, ...options });
  return { get: createTransport(dispatcher, { registry, insecure }), [Symbol.asyncDispose]: () => dispatcher.destroy() };
}

async function protocolOf(get: Get, url: string): Promise<string> {
  const answer = await get(new URL(url), { signal });
  answer.cancel();
  return answer.url.protocol;
}

test('an insecure registry that speaks TLS is spoken to in TLS, whoever signed its certificate', certified, async () => {
  await using registry = await serveTls(authority.selfSigned(), hello, { plain: hello });
  await using network = asking(registry.host, { insecure: [registry.host] });
  assert.equal(await protocolOf(network.get, `http://${registry.host}`), 'https:');
  assert.ok(!registry.spoken.includes('plain'));
});

test('an insecure registry that speaks plain http is asked for TLS first, and not again', async () => {
  const connections: number[] = [];
  await using registry = await serve(({ socket }, response) => {
    connections.push(socket.remotePort ?? 0);
    reply(response, 200);
  });
  await using network = asking(registry.host, { insecure: [registry.host] });
  assert.equal(await protocolOf(network.get, `https://${registry.host}/a`), 'http:');
  assert.equal(await protocolOf(network.get, `https://${registry.host}/b`), 'http:');
  assert.equal(connections.length, 2);
});

test('an insecure registry beyond this machine may speak plain http, and the answer tells', async () => {
  await using registry = await serve(hello);
  await using proxy = await startProxy({ routes: { 'registry.example:5000': registry.host } });
  const proxies = readProxies({ HTTPS_PROXY: proxy.origin, HTTP_PROXY: proxy.origin });
  await using network = asking('registry.example:5000', { insecure: ['registry.example'], proxies });
  assert.equal(await protocolOf(network.get, 'https://registry.example:5000/v2/'), 'http:');
});

test('credentials stay with an insecure registry that turns out to speak plain http, also over its own redirects', async () => {
  const seen: (string | undefined)[] = [];
  await using registry = await serve(({ url, headers }, response) => {
    seen.push(headers.authorization);
    if (headers.authorization === undefined) reply(response, 401, '', { 'www-authenticate': 'Basic realm="r"' });
    else if (url === '/v2/app/manifests/v1') reply(response, 307, '', { location: 'http://registry.example:5000/v2/inner' });
    else reply(response, 200, JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests: [] }));
  });
  await using proxy = await startProxy({ routes: { 'registry.example:5000': registry.host } });
  const insecure = ['registry.example:5000'];
  await using network = asking('registry.example:5000', { insecure, proxies: readProxies({ ALL_PROXY: proxy.origin }) });
  const reference = parseReference('registry.example:5000/app:v1');
  const common = { get: network.get, clock: fakeClock(), onSecret: () => undefined, onNotice: () => undefined };
  const authorizer = createAuthorizer({
    ...reference,
    ...common,
    credentials: () => Promise.resolve({ kind: 'password', username: 'ada', password: 'pw' }),
    isPlainAllowed: (url) => isPlainAllowed(url, insecure),
  });
  const client = createClient({ reference, authorizer, ...common });
  assert.equal((await client.ref({ tag: 'v1' }, signal)).kind, 'index');
  assert.deepEqual(seen, [undefined, 'Basic YWRhOnB3', 'Basic YWRhOnB3']);
});

test('after one TLS handshake, plain http is never spoken', certified, async () => {
  let broken = false;
  const handler: Handler = ({ socket }, response) => {
    if (broken) socket.destroy();
    else reply(response, 200);
  };
  const registry = await serveTls(authority.selfSigned(), handler, { plain: hello });
  await using network = asking(registry.host, { insecure: [registry.host] });
  await protocolOf(network.get, registry.origin);
  broken = true;
  await assert.rejects(protocolOf(network.get, registry.origin), { name: 'TransientError' });
  await registry[Symbol.asyncDispose]();
  await using taken = await serve(hello, Number(registry.host.split(':')[1]));
  await assert.rejects(protocolOf(network.get, `https://${taken.host}`), /does not speak TLS/);
  assert.ok(!registry.spoken.includes('plain'));
});

test('a handshake counts even where nothing is answered after it', certified, async () => {
  const registry = await serveTls(authority.selfSigned(), ({ socket }) => void socket.destroy(), { plain: hello });
  await using network = asking(registry.host, { insecure: [registry.host] });
  await assert.rejects(protocolOf(network.get, registry.origin), { name: 'TransientError' });
  await registry[Symbol.asyncDispose]();
  assert.ok(!registry.spoken.includes('plain'));
  await using taken = await serve(hello, Number(registry.host.split(':')[1]));
  await assert.rejects(protocolOf(network.get, `https://${taken.host}`), /does not speak TLS/);
});

test('a registry that is not listed is never asked in plain http', async () => {
  const hits: string[] = [];
  await using registry = await serve(({ url }, response) => {
    hits.push(url ?? '');
    reply(response, 200);
  });
  await using proxy = await startProxy({ routes: { 'registry.example:5000': registry.host } });
  const proxies = readProxies({ ALL_PROXY: proxy.origin });
  await using network = asking('registry.example:5000', { insecure: ['other.example'], proxies });
  await assert.rejects(protocolOf(network.get, 'https://registry.example:5000/v2/'), /does not speak TLS/);
  await assert.rejects(protocolOf(network.get, 'http://registry.example:5000/v2/'), {
    code: 'REGISTRY_REFUSED',
    message: /Refused to speak http with registry\.example:5000/,
    hint: /insecure-registries/,
  });
  assert.deepEqual(hits, []);
});

const GO: Handler = (_, response) => reply(response, 400, 'Client sent an HTTP request to an HTTPS server.\n');

for (const [name, plain] of [
  ['says so', GO],
  ['hangs up', undefined],
] as const) {
  test(`a registry on this machine that speaks TLS and ${name} is spoken to in TLS`, certified, async () => {
    const options = plain === undefined ? {} : { plain };
    await using registry = await serveTls(authority.sign(), hello, options);
    await using network = asking(registry.host, { trust: createTrust(readAuthorities(authority.file)) });
    assert.equal(await protocolOf(network.get, `http://${registry.host}/a`), 'https:');
    assert.equal(await protocolOf(network.get, `http://${registry.host}/b`), 'https:');
    assert.equal(registry.spoken.filter((kind) => kind === 'plain').length, 1);
  });
}

test('the certificate of a registry on this machine is verified, too', certified, async () => {
  await using registry = await serveTls(authority.selfSigned(), hello);
  await using network = asking(registry.host);
  await assert.rejects(protocolOf(network.get, `http://${registry.host}`), { name: 'ScanError', message: /self-signed/ });
});

test('a registry on this machine that answers 400 in plain http is believed', async () => {
  await using registry = await serve((_, response) => reply(response, 400, 'no'));
  await using network = asking(registry.host);
  assert.equal((await network.get(new URL(registry.origin), { signal })).status, 400);
});

test('hosts are listed with a port, or for all of their ports', () => {
  const list = ['one.example', 'two.example:5000', 'three.example:443', '[fd00::1]:5000'];
  assert.ok(isListed(new URL('https://one.example:81'), list));
  assert.ok(isListed(new URL('https://two.example:5000'), list));
  assert.ok(!isListed(new URL('https://two.example'), list));
  assert.ok(isListed(new URL('https://three.example'), list));
  assert.ok(isListed(new URL('http://[fd00::1]:5000'), list));
  assert.ok(!isListed(new URL('https://evil-one.example'), list));
  assert.ok(!isListed(new URL('https://sub.one.example'), list));
});

test('plain http is for this machine and for what is listed', () => {
  for (const url of ['http://localhost:5000', 'http://127.0.0.1', 'http://[::1]:5000', 'http://one.example/']) {
    assert.ok(isPlainAllowed(new URL(url), ['one.example']), url);
  }
  for (const url of ['http://two.example', 'ftp://localhost', 'http://127.0.0.1.example', 'http://localhost.example']) {
    assert.ok(!isPlainAllowed(new URL(url), ['one.example']), url);
  }
});
