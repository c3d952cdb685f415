import { isIP, type LookupFunction } from 'node:net';
import type { SecureContext } from 'node:tls';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { ScanError } from '../model/errors.ts';
import { TransientError } from './attempt.ts';
import { createTrust } from './authority.ts';
import { ConnectionError } from './failure.ts';
import { type Endpoint, Perimeter, type PerimeterOptions } from './perimeter.ts';
import { isListed } from './plain.ts';
import type { ProxyChoice } from './proxy.ts';
import { openTunnel } from './tunnel.ts';

export interface NetworkOptions {
  /** The one service that the user named, as `host` or `host:port`; everything else is reached because it leads there. */
  readonly named: string;
  /** Which proxy leads where: `readProxies` of the environment. None where it is not given. */
  readonly proxies?: ProxyChoice;
  /** Whom TLS trusts: `createTrust`, made once for all dispatchers of a run. */
  readonly trust?: () => SecureContext;
  /** Hosts whose certificate is not verified, as `host` or `host:port`. */
  readonly insecure?: readonly string[];
  /** How names are looked up: the system's way. */
  readonly lookup?: LookupFunction;
  /** Milliseconds that an unused connection is kept, whatever its server promises; four seconds where it is not given. */
  readonly idle?: number;
}

const CONNECT_TIMEOUT = 15_000;
/** A load balancer may have closed an older connection already. */
const IDLE = 4_000;
const LARGEST_HEADERS = 64 * 1024;
/** Milliseconds for one of several addresses, before the next is tried beside it: Node's quarter of a second loses far hosts. */
const NEXT_ADDRESS = 2_500;

/**
 * Connections for the sake of one registry: to it and to wherever it sends us. Each goes by the proxy that the environment
 * names for its host, or straight; to no address further inside than the registry's own (`Perimeter`); with the certificate
 * verified, except for hosts that are listed as insecure. With a proxy the names are looked up by the proxy, and only hosts
 * that are written as addresses can be judged here. HTTP/1.1 only: one connection a layer, so that one that breaks breaks one.
 */
export function createDispatcher(options: NetworkOptions): Dispatcher {
  const { proxies, trust = createTrust(), insecure = [], idle = IDLE } = options;
  const perimeter = new Perimeter({ named: namedOf(options.named), ...(options.lookup && { lookup: options.lookup }) });
  const connectors = new Map<string, buildConnector.connector>();

  /** One for each endpoint: it keeps the endpoint's TLS sessions, and looks names up for this endpoint alone. */
  function connectorFor(protocol: string, endpoint: Endpoint, url: URL): buildConnector.connector {
    const known = connectors.get(url.origin);
    if (known !== undefined) return known;
    const connector = buildConnector({
      allowH2: false,
      timeout: CONNECT_TIMEOUT,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS,
      lookup: perimeter.lookupFor(endpoint),
      ...(protocol === 'https:' ? { secureContext: trust(), rejectUnauthorized: !isListed(url, insecure) } : {}),
    });
    connectors.set(url.origin, connector);
    return connector;
  }

  async function connect(target: buildConnector.Options): Promise<Connected> {
    const { protocol, hostname, host } = target;
    const url = new URL(`${protocol}//${host ?? hostname}`);
    const endpoint = { hostname, port: Number(target.port) || (protocol === 'http:' ? 80 : 443) };
    perimeter.checkLiteral(endpoint);
    const proxy = proxies?.(protocol, endpoint);
    if (proxy === undefined) {
      const socket = await open(connectorFor(protocol, endpoint, url), target);
      perimeter.connected(endpoint, socket.remoteAddress);
      return socket;
    }
    const httpSocket = await openTunnel({ proxy, endpoint, trust, timeout: CONNECT_TIMEOUT });
    perimeter.connected(endpoint, isIP(hostname) === 0 ? undefined : hostname);
    return protocol === 'http:' ? httpSocket : await open(connectorFor(protocol, endpoint, url), { ...target, httpSocket });
  }

  async function answer(target: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    let socket: Connected;
    try {
      socket = await connect(target);
    } catch (error) {
      callback(error instanceof Error ? error : new Error('no connection'), null);
      return;
    }
    callback(null, socket);
  }

  return new Agent({
    allowH2: false,
    connect: (target, callback) => void answer(target, callback),
    keepAliveTimeout: idle,
    keepAliveMaxTimeout: idle,
    maxHeaderSize: LARGEST_HEADERS,
  });
}

type Connected = Extract<Parameters<buildConnector.Callback>, [null, unknown]>[1];

async function open(connector: buildConnector.connector, target: buildConnector.Options): Promise<Connected> {
  return await new Promise((resolve, reject) => {
    connector(target, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(error instanceof ScanError || error instanceof TransientError ? error : new ConnectionError(error));
    });
  });
}

/** `registry.example`, `localhost:5000`, `[::1]:5000`. */
function namedOf(host: string): PerimeterOptions['named'] {
  const [, address, name = '', port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(host) ?? [];
  return { hostname: address ?? name, ...(port === undefined ? {} : { port: Number(port) }) };
}
