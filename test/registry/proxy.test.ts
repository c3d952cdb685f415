import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createTrust, readAuthorities } from '../../src/registry/authority.ts';
import { createDispatcher, type NetworkOptions } from '../../src/registry/network.ts';
import { type Environment, readProxies } from '../../src/registry/proxy.ts';
import { createTransport, readBody } from '../../src/registry/transport.ts';
import { makeAuthority, NO_CERTIFICATES } from '../support/certificates.ts';
import { startProxy } from '../support/proxy.ts';
import { reply, serve } from '../support/server.ts';
import { serveTls } from '../support/tls-server.ts';

const { signal } = new AbortController();
const authority = makeAuthority();
const certified = { skip: NO_CERTIFICATES };
const trust = () => createTrust(readAuthorities(authority.file));
const signed = () => authority.sign({ names: 'DNS:registry.example,DNS:store.example,DNS:localhost,IP:127.0.0.1' });

/** Where `url` is asked for through, by the environment. */
function wayTo(environment: Environment, url: string): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  const endpoint = {
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (protocol === 'http:' ? 80 : 443),
  };
  return readProxies(environment)(protocol, endpoint)?.host;
}

async function ask(url: string, options: Omit<NetworkOptions, 'named'>, environment: Environment): Promise<string> {
  const dispatcher = createDispatcher({ named: new URL(url).host, ...options, proxies: readProxies(environment) });
  try {
    const answer = await createTransport(dispatcher, { insecure: options.insecure ?? [] })(new URL(url), { signal });
    return (await readBody(answer, 1000, signal)).toString();
  } finally {
    await dispatcher.destroy();
  }
}

test('the variables are read in either case, each for its own scheme', () => {
  const https = 'https://registry.example/v2/';
  assert.equal(wayTo({ HTTPS_PROXY: 'http://one:3128' }, https), 'one:3128');
  assert.equal(wayTo({ https_proxy: 'http://one:3128', HTTPS_PROXY: 'http://two:3128' }, https), 'one:3128');
  assert.equal(wayTo({ HTTP_PROXY: 'http://one:3128' }, https), undefined);
  assert.equal(wayTo({ HTTP_PROXY: 'http://one:3128' }, 'http://registry.example/v2/'), 'one:3128');
  assert.equal(wayTo({ ALL_PROXY: 'one:3128' }, https), 'one:3128');
  assert.equal(wayTo({ https_proxy: '', HTTPS_PROXY: '' }, https), undefined);
});

const NO_PROXY: readonly (readonly [list: string, url: string, direct: boolean])[] = [
  ['*', 'https://registry.example', true],
  ['*:5000', 'https://registry.example', false],
  ['registry.example', 'https://registry.example', true],
  ['REGISTRY.example', 'https://registry.example.', true],
  ['example', 'https://registry.example', true],
  ['.registry.example', 'https://registry.example', true],
  ['*.example', 'https://registry.example', true],
  ['*.registry.example', 'https://registry.example', false],
  ['gistry.example', 'https://registry.example', false],
  ['other.example, registry.example', 'https://registry.example', true],
  ['other.example registry.example', 'https://registry.example', true],
  ['registry.example:443', 'https://registry.example', true],
  ['registry.example:5000', 'https://registry.example', false],
  ['registry.example:5000', 'https://registry.example:5000', true],
  ['10.0.0.7', 'https://10.0.0.7', true],
  ['10.0.0.0/8', 'https://10.0.0.7', true],
  ['10.0.0.0/8', 'https://11.0.0.7', false],
  ['10.0.0.0/99', 'https://10.0.0.7', false],
  ['fd00::/8', 'https://[fd00::1]', true],
  ['[fd00::1]:5000', 'https://[fd00::1]:5000', true],
  ['fd00::1', 'https://[fd00::1]:5000', true],
  ['', 'https://localhost:5000', true],
  ['', 'https://127.0.0.9', true],
  ['', 'https://registry.example', false],
];

for (const [list, url, direct] of NO_PROXY) {
  test(`with NO_PROXY "${list}", ${url} is asked for ${direct ? 'directly' : 'through the proxy'}`, () => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      assert.equal(wayTo({ HTTPS_PROXY: 'http://proxy:3128', [name]: list }, url) === undefined, direct);
    }
  });
}

for (const value of ['socks5://u:geheim@proxy:1080', 'http://u:geheim@', 'http://u:geheim%@proxy', 'http://u:geheim@[::1']) {
  test(`a proxy that cannot be used is told of by its variable, not its value (${value.replace('geheim', '…')})`, () => {
    assert.throws(
      () => readProxies({ HTTPS_PROXY: value }),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'USAGE');
        assert.match(error.message, /HTTPS_PROXY/);
        assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes('geheim'));
        return true;
      },
    );
  });
}

test("a proxy's password is told of as a secret, in each of its forms", () => {
  const secrets: string[] = [];
  readProxies({ HTTPS_PROXY: 'http://ada:p%40ss@proxy:3128' }, (secret) => secrets.push(secret));
  assert.deepEqual(secrets, ['p%40ss', 'p@ss', Buffer.from('ada:p@ss').toString('base64')]);
});

test(
  'a tunnel leads to the registry, by the name that the proxy looks up, with the credentials of its address',
  certified,
  async () => {
    await using registry = await serveTls(signed(), ({ headers }, response) => reply(response, 200, headers.host));
    const authorization = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`;
    await using proxy = await startProxy({ routes: { 'registry.example:443': registry.host }, authorization });
    const environment = { HTTPS_PROXY: `http://ada:p%40ss@${proxy.host}` };
    assert.equal(await ask('https://registry.example/v2/', { trust: trust() }, environment), 'registry.example');
    assert.deepEqual(proxy.tunnels, ['registry.example:443']);
  },
);

test('each hop goes its own way: the registry directly, its storage through the proxy', certified, async () => {
  await using store = await serveTls(signed(), (_, response) => reply(response, 200, 'blob'));
  await using registry = await serve((_, response) => reply(response, 307, '', { location: 'https://store.example/blob' }));
  await using proxy = await startProxy({ routes: { 'store.example:443': store.host } });
  const environment = { HTTPS_PROXY: proxy.origin, HTTP_PROXY: proxy.origin };
  const dispatcher = createDispatcher({ named: registry.host, trust: trust(), proxies: readProxies(environment) });
  const get = createTransport(dispatcher);
  const redirect = await get(new URL(registry.origin), { signal });
  redirect.cancel();
  assert.equal((await get(new URL(redirect.header('location') ?? ''), { signal })).status, 200);
  assert.deepEqual(proxy.tunnels, ['store.example:443']);
  await dispatcher.destroy();
});

test('a proxy that itself speaks TLS is trusted by the same authorities', certified, async () => {
  await using registry = await serveTls(signed(), (_, response) => reply(response, 200, 'hello'));
  await using proxy = await startProxy({ certificate: authority.sign(), routes: { 'registry.example:443': registry.host } });
  const environment = { HTTPS_PROXY: proxy.origin };
  assert.equal(await ask('https://registry.example', { trust: trust() }, environment), 'hello');
  await assert.rejects(ask('https://registry.example', {}, environment), {
    name: 'ScanError',
    message: /No connection to the proxy 127\.0\.0\.1:\d+: its certificate/,
    hint: /ca-file/,
  });
});

test('the certificate at the end of a tunnel is the registry’s, not the proxy’s', certified, async () => {
  await using registry = await serveTls(authority.sign({ names: 'DNS:other.example' }), (_, response) => reply(response, 200));
  await using proxy = await startProxy({ routes: { 'registry.example:443': registry.host } });
  await assert.rejects(ask('https://registry.example', { trust: trust() }, { HTTPS_PROXY: proxy.origin }), {
    name: 'ScanError',
    message: /No connection to registry\.example: its certificate is for another host/,
  });
});

test('a plain registry that is listed as insecure is reached through a tunnel', async () => {
  await using registry = await serve((_, response) => reply(response, 200, 'plain'));
  await using proxy = await startProxy({ routes: { 'registry.example:5000': registry.host } });
  const insecure = ['registry.example:5000'];
  assert.equal(await ask('http://registry.example:5000', { insecure }, { HTTP_PROXY: proxy.origin }), 'plain');
});

const REFUSALS: readonly (readonly [status: number, credentials: string, name: string, message: RegExp])[] = [
  [407, '', 'ScanError', /wants to know who asks \(407\)/],
  [407, 'ada:geheim@', 'ScanError', /does not accept the given credentials \(407\)/],
  [403, 'ada:geheim@', 'ScanError', /answered 403 when asked for a tunnel to registry\.example:443/],
  [502, 'ada:geheim@', 'TransientError', /answered 502/],
];

for (const [status, credentials, name, message] of REFUSALS) {
  test(`a proxy that answers ${status}${credentials && ' to credentials'} is named without them`, async () => {
    await using proxy = await startProxy({ status });
    await assert.rejects(
      ask('https://registry.example', {}, { HTTPS_PROXY: `http://${credentials}${proxy.host}` }),
      (error: Error) => {
        assert.equal(error.name, name);
        assert.ok(error.message.includes(`The proxy ${proxy.host}`), error.message);
        assert.match(error.message, message);
        assert.ok(!/geheim|YWRhOmdlaGVpbQ/.test(inspect(error, { depth: 20, showHidden: true })));
        return true;
      },
    );
    assert.equal(proxy.tunnels.length, 1);
  });
}

test('a proxy that is not there is named without its credentials', async () => {
  const gone = await startProxy();
  await gone[Symbol.asyncDispose]();
  await assert.rejects(ask('https://registry.example', {}, { HTTPS_PROXY: `http://ada:geheim@${gone.host}` }), (error: Error) => {
    assert.equal(error.name, 'TransientError');
    assert.equal(error.message, `No connection to the proxy ${gone.host}: connection refused.`);
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes('geheim'));
    return true;
  });
});

test('with a proxy, an address of this network is refused where it is written out', async () => {
  await using proxy = await startProxy();
  const dispatcher = createDispatcher({ named: 'registry.example', proxies: readProxies({ HTTPS_PROXY: proxy.origin }) });
  await assert.rejects(createTransport(dispatcher)(new URL('https://169.254.169.254/latest'), { signal }), /metadata/);
  assert.deepEqual(proxy.tunnels, []);
  await dispatcher.destroy();
});
