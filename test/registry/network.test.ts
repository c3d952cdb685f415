import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTrust, readAuthorities } from '../../src/registry/authority.ts';
import { createDispatcher, type NetworkOptions } from '../../src/registry/network.ts';
import { createTransport, type Get, readBody } from '../../src/registry/transport.ts';
import { type Certificate, makeAuthority, NO_CERTIFICATES } from '../support/certificates.ts';
import { run } from '../support/program.ts';
import { type Handler, reply, serve } from '../support/server.ts';
import { serveTls } from '../support/tls-server.ts';

const { signal } = new AbortController();
const authority = makeAuthority();
const hello: Handler = (_, response) => reply(response, 200, 'hello');

function connected(options: NetworkOptions): { readonly get: Get } & AsyncDisposable {
  const dispatcher = createDispatcher(options);
  const get = createTransport(dispatcher, { insecure: options.insecure ?? [] });
  return { get, [Symbol.asyncDispose]: () => dispatcher.destroy() };
}

async function textOf(get: Get, url: string): Promise<string> {
  return (await readBody(await get(new URL(url), { signal }), 1000, signal)).toString();
}

const trusting = { skip: NO_CERTIFICATES };

test('a host of an authority in ca-file is trusted, and with it wherever it leads', trusting, async () => {
  await using registry = await serveTls(authority.sign(), hello);
  await using store = await serveTls(authority.sign(), hello);
  await using network = connected({ named: registry.host, trust: createTrust(readAuthorities(authority.file)) });
  assert.equal(await textOf(network.get, registry.origin), 'hello');
  assert.equal(await textOf(network.get, store.origin), 'hello');
});

test('NODE_EXTRA_CA_CERTS is heard: Node reads it when it starts', trusting, async () => {
  await using server = await serveTls(authority.sign(), hello);
  const program = `
    const { createDispatcher } = await import('./src/registry/network.ts');
    const { createTransport } = await import('./src/registry/transport.ts');
    const dispatcher = createDispatcher({ named: '${server.host}' });
    const answer = await createTransport(dispatcher)(new URL('${server.origin}'), { signal: new AbortController().signal });
    process.stdout.write(String(answer.status));
    await dispatcher.destroy();`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authority.file },
  });
  assert.equal(stdout, '200', stderr);
});

interface Fault {
  readonly name: string;
  readonly certificate: () => Certificate;
  readonly known: boolean;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'an unknown authority',
    certificate: () => authority.sign(),
    known: false,
    message: /comes from an authority that is not trusted here/,
    hint: /ca-file/,
  },
  {
    name: 'itself alone',
    certificate: () => authority.selfSigned(),
    known: false,
    message: /is self-signed/,
    hint: /ca-file/,
  },
  {
    name: 'a time that has passed',
    certificate: () => authority.sign({ until: '20200201000000Z' }),
    known: true,
    message: /has expired/,
    hint: /clock/,
  },
  {
    name: 'a time to come',
    certificate: () => authority.sign({ from: '20980101000000Z' }),
    known: true,
    message: /is not valid yet/,
    hint: /clock/,
  },
  {
    name: 'another host',
    certificate: () => authority.sign({ names: 'DNS:other.example' }),
    known: true,
    message: /is for another host/,
    hint: /name/,
  },
];

for (const { name, certificate, known, message, hint } of FAULTS) {
  test(`a certificate of ${name} ends it at once, and says so`, trusting, async () => {
    await using server = await serveTls(certificate(), hello);
    const trust = createTrust(known ? readAuthorities(authority.file) : []);
    await using network = connected({ named: server.host, trust });
    await assert.rejects(network.get(new URL(server.origin), { signal }), (error: Error & { code?: string; hint?: string }) => {
      // A ScanError, not one that is tried again.
      assert.deepEqual([error.name, error.code], ['ScanError', 'NETWORK']);
      assert.ok(error.message.includes(server.host));
      assert.match(error.message, message);
      assert.match(error.hint ?? '', hint);
      return true;
    });
  });
}

test('the certificate of a host that is listed as insecure is not verified, that of another is', trusting, async () => {
  await using listed = await serveTls(authority.selfSigned(), hello);
  await using other = await serveTls(authority.selfSigned(), hello);
  await using network = connected({ named: listed.host, insecure: [listed.host] });
  assert.equal(await textOf(network.get, listed.origin), 'hello');
  await assert.rejects(network.get(new URL(other.origin), { signal }), /self-signed/);
});

test('a host that speaks plain http where TLS is expected is told of at once', async () => {
  await using plain = await serve(hello);
  await using network = connected({ named: plain.host });
  await assert.rejects(network.get(new URL(`https://${plain.host}`), { signal }), {
    name: 'ScanError',
    message: /does not speak TLS/,
    hint: /insecure-registries/,
  });
});

test('a connection that nobody uses is closed soon, whatever its server promises', async () => {
  const { promise: closed, resolve: close } = Promise.withResolvers<string>();
  await using server = await serve(({ socket }, response) => {
    socket.on('close', () => close('closed'));
    reply(response, 200, '', { 'keep-alive': 'timeout=600' });
  });
  await using network = connected({ named: server.host, idle: 50 });
  await textOf(network.get, server.origin);
  const tooLate = once(AbortSignal.timeout(3_000), 'abort').then(() => 'still open');
  assert.equal(await Promise.race([closed, tooLate]), 'closed');
});

test('headers of sixty kilobytes are read, and more are refused', async () => {
  const size = { bytes: 60_000 };
  await using server = await serve((_, response) => reply(response, 200, '', { 'x-long': 'a'.repeat(size.bytes) }));
  await using network = connected({ named: server.host });
  assert.equal((await network.get(new URL(server.origin), { signal })).header('x-long')?.length, 60_000);
  size.bytes = 70_000;
  await assert.rejects(network.get(new URL(server.origin), { signal }), /headers are too large/);
});
