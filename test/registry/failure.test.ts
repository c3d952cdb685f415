import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { errors } from 'undici';
import { ScanError } from '../../src/model/errors.ts';
import { TransientError } from '../../src/registry/attempt.ts';
import { ConnectionError, networkFailure, plainError, tlsFault } from '../../src/registry/failure.ts';
import { createDispatcher } from '../../src/registry/network.ts';
import { readProxies } from '../../src/registry/proxy.ts';
import { type Answer, createTransport } from '../../src/registry/transport.ts';
import { startProxy } from '../support/proxy.ts';

const { signal } = new AbortController();
const URL_ASKED = new URL('https://registry.example/v2/');

/** A secret that no encoding of it would change. */
const secret = () => randomBytes(12).toString('hex');

function assertSilent(error: unknown, ...secrets: readonly string[]): void {
  const everything = `${inspect(error, { depth: 20, showHidden: true, getters: true })} ${textsIn(error).join(' ')}`;
  for (const one of secrets) assert.ok(!everything.includes(one), everything);
}

/** Every text that an error holds, also where printing it shows numbers: what is on the wire is kept in buffers. */
function textsIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value === 'string') return [value];
  if (ArrayBuffer.isView(value)) return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Reflect.ownKeys(value).flatMap((key) => textsIn(Reflect.get(value, key), seen));
}

/** Reads an answer to its end: the errors of a body go to whoever reads it, and then into causes. */
async function drain(answer: Promise<Answer>): Promise<unknown> {
  try {
    for await (const chunk of (await answer).body) assert.ok(chunk.length > 0);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What a server does with a connection, told what the client's request was. */
const MISDEEDS: Readonly<Record<string, (socket: Socket, location: string) => void>> = {
  'cuts the connection': (socket) => void socket.destroy(),
  'resets the connection': (socket) => void socket.resetAndDestroy(),
  'is no HTTP server, and quotes a location': (socket, location) => void socket.end(`220 ready ${location}\r\n`),
  'sends a broken header after a location': (socket, location) =>
    void socket.end(`HTTP/1.1 307 Go\r\nlocation: ${location}\r\nbro ken\x01: ${location}\r\n\r\n`),
  'sends a location with a break in it': (socket, location) =>
    void socket.end(`HTTP/1.1 307 Go\r\nlocation: ${location}\r\n folded\n\x00${location}\r\n\r\n`),
  'sends headers without an end': (socket, location) => void socket.end(`HTTP/1.1 307 Go\r\nlocation: ${location}`),
  'sends too large headers': (socket, location) =>
    void socket.end(`HTTP/1.1 307 Go\r\nlocation: ${location}\r\nx: ${'a'.repeat(80_000)}\r\n\r\n`),
  'breaks off in the body': (socket, location) =>
    void socket.end(`HTTP/1.1 200 OK\r\nlocation: ${location}\r\ncontent-length: 100000\r\n\r\n${location}`),
  'sends a broken chunk': (socket, location) =>
    void socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz${location}\r\n`),
  'resets in the body': (socket, location) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n${location}`);
    setImmediate(() => socket.resetAndDestroy());
  },
};

for (const [name, misdeed] of Object.entries(MISDEEDS)) {
  test(`no secret is in the error where a server ${name}`, async () => {
    const [signature, token] = [secret(), secret()];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => misdeed(socket, `https://store.example/blob?X-Amz-Signature=${signature}`));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dispatcher = createDispatcher({ named: host });
    try {
      const url = new URL(`http://${host}/blob?X-Amz-Signature=${signature}`);
      const headers = { authorization: `Bearer ${token}` };
      const failed = await drain(createTransport(dispatcher)(url, { headers, signal }));
      assert.ok(failed instanceof Error);
      assertSilent(failed, signature, token);
    } finally {
      await dispatcher.destroy();
      server.close();
    }
  });
}

test('no secret is in the error where a proxy answers nonsense', async () => {
  const password = secret();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => socket.end(`nonsense ${data.toString()}`));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const proxies = readProxies({ HTTPS_PROXY: `http://ada:${password}@127.0.0.1:${(server.address() as AddressInfo).port}` });
  const dispatcher = createDispatcher({ named: 'registry.example', proxies });
  const failed = await createTransport(dispatcher)(URL_ASKED, { signal }).catch((error: unknown) => error);
  assert.ok(failed instanceof TransientError);
  assertSilent(failed, password, Buffer.from(`ada:${password}`).toString('base64'));
  await dispatcher.destroy();
  server.close();
});

test('no secret is in the error where a tunnel ends in nothing', async () => {
  const password = secret();
  await using proxy = await startProxy({ routes: { 'registry.example:443': '127.0.0.1:1' } });
  const proxies = readProxies({ HTTPS_PROXY: `http://ada:${password}@${proxy.host}` });
  const dispatcher = createDispatcher({ named: 'registry.example', proxies });
  const failed = await createTransport(dispatcher)(URL_ASKED, { signal }).catch((error: unknown) => error);
  assert.ok(failed instanceof TransientError);
  assertSilent(failed, password, Buffer.from(`ada:${password}`).toString('base64'));
  await dispatcher.destroy();
});

test('whatever an error holds besides its message is left behind, and so are queries and credentials in the message', () => {
  const hex = fc.integer({ min: 2 ** 40, max: 2 ** 48 }).map((number) => number.toString(16));
  fc.assert(
    fc.property(hex, hex, fc.webUrl({ validSchemes: ['https'] }), (query, password, url) => {
      const { host } = new URL(url);
      const address = `https://ada:${password}@${host}/blob?sig=${query}`;
      const raw = Object.assign(new errors.SocketError(`cannot get ${address} now`), { data: address, options: { address } });
      const wrapped = new ConnectionError(new AggregateError([Object.assign(new Error(address), { input: address })], address));
      for (const error of [raw, wrapped, new Error('outer', { cause: raw }), new Error(address, { cause: wrapped })]) {
        assertSilent(networkFailure(error, URL_ASKED, signal), query, password);
        assertSilent(plainError(error), query, password);
      }
    }),
    { numRuns: 30 },
  );
});

test('the code and the causes of an error are kept: they are what a bug report needs', () => {
  const inner = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104 });
  const plain = plainError(new Error('outer', { cause: inner }));
  assert.deepEqual(Object.entries(plain.cause ?? {}), [['code', 'ECONNRESET']]);
  assert.match(String(plain.cause), /read ECONNRESET/);
});

test('a connection that failed at several addresses says why', () => {
  const refused = Object.assign(new AggregateError([new Error('one'), new Error('other')]), { code: 'ECONNREFUSED' });
  assert.equal(new ConnectionError(refused).message, 'ECONNREFUSED');
  assert.match(String(networkFailure(new ConnectionError(refused), URL_ASKED, signal)), /connection refused/);
});

test('an error of our own, and the reason of an abort, are passed on as they are', () => {
  const own = new ScanError('LIMIT_EXCEEDED', 'too much');
  const transient = new TransientError('expired', own);
  assert.equal(networkFailure(own, URL_ASKED, signal), own);
  assert.equal(networkFailure(transient, URL_ASKED, signal), transient);
  const reason = new Error('enough');
  assert.equal(networkFailure(new Error('any'), URL_ASKED, AbortSignal.abort(reason)), reason);
});

for (const code of ['CERT_REVOKED', 'CRL_HAS_EXPIRED', 'INVALID_CA', 'ERR_TLS_CERT_SIGNATURE_ALGORITHM_UNSUPPORTED']) {
  test(`${code} is final, too`, () => {
    assert.ok(tlsFault(Object.assign(new Error('tls'), { code }))?.reason.includes(code));
  });
}

test('what is no fault of a certificate is tried again', () => {
  for (const code of ['ECONNRESET', 'ERR_SSL_BAD_RECORD_MAC', 'UND_ERR_SOCKET', '']) {
    assert.equal(tlsFault(Object.assign(new Error('x'), { code })), undefined);
  }
});
