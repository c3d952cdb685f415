import { request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { isIP, isIPv6, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { ScanError } from '../model/errors.ts';
import { TransientError } from './attempt.ts';
import { plainError, reasonOf, tlsFault } from './failure.ts';
import type { Endpoint } from './perimeter.ts';
import type { Proxy } from './proxy.ts';

export interface TunnelOptions {
  readonly proxy: Proxy;
  readonly endpoint: Endpoint;
  readonly trust: () => SecureContext;
  /** Milliseconds without a sign of life from the proxy. */
  readonly timeout: number;
}

/** Statuses with which a proxy says that it, today, cannot reach the host. */
const UNREACHED = new Set([408, 429, 500, 502, 503, 504]);

/**
 * A connection to an endpoint through a proxy, which looks the name up: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
 * Throws `NETWORK`, which names the proxy without its credentials, where the proxy refuses; a `TransientError` where it fails.
 */
export async function openTunnel({ proxy, endpoint, trust, timeout }: TunnelOptions): Promise<Socket> {
  const { hostname, port } = endpoint;
  const target = `${isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`;
  const options = {
    method: 'CONNECT',
    host: proxy.endpoint.hostname,
    port: proxy.endpoint.port,
    path: target,
    headers: {
      host: target,
      connection: 'keep-alive',
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    },
    timeout,
  };
  // The proxy is asked for by its own name; TLS would else take the one in the Host header.
  const servername = isIP(proxy.endpoint.hostname) === 0 ? proxy.endpoint.hostname : '';
  const request = proxy.tls
    ? tlsRequest({ ...options, agent: new TlsAgent({ secureContext: trust(), servername }) })
    : plainRequest({ ...options, agent: false });
  return await new Promise((resolve, reject) => {
    request
      .once('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
        socket.setTimeout(0);
        if (statusCode >= 200 && statusCode < 300) {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        } else {
          socket.on('error', () => undefined).destroy();
          reject(refusalOf(statusCode, proxy, target));
        }
      })
      .once('timeout', () => request.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })))
      .once('error', (error) => reject(unreachable(error, proxy)))
      .end();
  });
}

function refusalOf(status: number, proxy: Proxy, target: string): Error {
  if (status === 407) {
    const tried = proxy.authorization !== undefined;
    const what = tried ? 'does not accept the given credentials' : 'wants to know who asks';
    return new ScanError('NETWORK', `The proxy ${proxy.host} ${what} (407).`, {
      hint: 'Write the user and the password into the proxy variable: http://user:password@host:port.',
    });
  }
  const error = new ScanError('NETWORK', `The proxy ${proxy.host} answered ${status} when asked for a tunnel to ${target}.`, {
    hint: 'Check what the proxy allows, or list the host in NO_PROXY if it is reached without.',
  });
  return UNREACHED.has(status) ? new TransientError('network', error) : error;
}

function unreachable(error: Error, { host }: Proxy): Error {
  const cause = plainError(error);
  const fault = tlsFault(error);
  if (fault !== undefined) {
    return new ScanError('NETWORK', `No connection to the proxy ${host}: ${fault.reason}.`, { hint: fault.hint, cause });
  }
  const hint = 'Check HTTPS_PROXY and NO_PROXY, and that the proxy is reachable from this runner.';
  return new TransientError(
    'network',
    new ScanError('NETWORK', `No connection to the proxy ${host}: ${reasonOf(error)}.`, { hint, cause }),
  );
}
