import { createServer as createPlain, type IncomingMessage } from 'node:http';
import { createServer as createTls } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Certificate } from './certificates.ts';
import type { Server } from './server.ts';

export interface ProxyOptions {
  /** What names mean to this proxy: `registry.example:443` → `127.0.0.1:43210`. */
  readonly routes?: Readonly<Record<string, string>>;
  /** What it takes to be let through. */
  readonly authorization?: string;
  /** Answers every request for a tunnel with this status. */
  readonly status?: number;
  /** Speaks TLS with its clients. */
  readonly certificate?: Certificate;
}

export interface ProxyServer extends Server {
  /** What was asked for, in order. */
  readonly tunnels: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
}

/** A proxy on loopback that leads to loopback, whatever the names say: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6 */
export async function startProxy({ routes = {}, authorization, status, certificate }: ProxyOptions = {}): Promise<ProxyServer> {
  const tunnels: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Socket>();
  const server = certificate === undefined ? createPlain() : createTls({ ...certificate });
  server.on('tlsClientError', () => undefined);
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    tunnels.push(request.url ?? '');
    headers.push(request.headers);
    sockets.add(socket);
    socket.on('error', () => undefined);
    const route = routes[request.url ?? ''];
    const refusal = refusalOf(request, route);
    if (refusal !== undefined || route === undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = route.split(':');
    const beyond = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      beyond.pipe(socket).pipe(beyond);
    });
    sockets.add(beyond);
    beyond.on('error', () => socket.destroy());
  });

  function refusalOf(request: IncomingMessage, route: string | undefined): number | undefined {
    if (status !== undefined) return status;
    if (authorization !== undefined && request.headers['proxy-authorization'] !== authorization) return 407;
    return route === undefined ? 502 : undefined;
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `${certificate === undefined ? 'http' : 'https'}://${host}`,
    tunnels,
    headers,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
