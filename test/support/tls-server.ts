import { createServer as createPlain } from 'node:http';
import { createServer as createTls } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Certificate } from './certificates.ts';
import type { Handler, Server } from './server.ts';

export interface TlsServer extends Server {
  /** What clients began to speak, connection by connection. */
  readonly spoken: readonly ('tls' | 'plain')[];
}

export interface TlsOptions {
  /** Answers what comes in plain; without it, the connection is cut. */
  readonly plain?: Handler;
}

/** The first byte of every TLS connection: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const HANDSHAKE = 22;

/** A server on loopback that speaks TLS and ends with the test. */
export async function serveTls(certificate: Certificate, handler: Handler, { plain }: TlsOptions = {}): Promise<TlsServer> {
  const spoken: ('tls' | 'plain')[] = [];
  const sockets = new Set<Socket>();
  const tls = createTls({ ...certificate }, listener(handler));
  // Who does not trust the certificate hangs up.
  tls.on('tlsClientError', () => undefined);
  const unprotected = plain === undefined ? undefined : createPlain(listener(plain));
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (first: Buffer) => {
      const kind = first[0] === HANDSHAKE ? 'tls' : 'plain';
      spoken.push(kind);
      socket.pause();
      if (kind === 'tls') {
        socket.unshift(first);
        tls.emit('connection', socket);
      } else if (unprotected === undefined) {
        socket.destroy();
      } else {
        unprotected.emit('connection', socket);
        socket.unshift(first);
        process.nextTick(() => socket.resume());
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `https://${host}`,
    spoken,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function listener(handler: Handler): (...parameters: Parameters<Handler>) => void {
  return (request, response) => {
    Promise.resolve(handler(request, response)).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  };
}
