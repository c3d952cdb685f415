import type { Dispatcher } from 'undici';
import type { Clock } from './model/clock.ts';
import type { Log } from './model/log.ts';
import type { ScanRequest } from './model/request.ts';
import { createTrust, readAuthorities } from './registry/authority.ts';
import { createGate, type Gate, gated } from './registry/gate.ts';
import { createDispatcher } from './registry/network.ts';
import { readProxies } from './registry/proxy.ts';
import { createTransport, type Get } from './registry/transport.ts';

/** The connections of one run: a set of them for each service that the user named, and one gate for all. */
export interface Connections extends AsyncDisposable {
  /** Connections to a service, as `host` or `host:port`, and to wherever it sends us. */
  dispatcherTo(host: string): Dispatcher;
  /** Speaks with a registry, and with wherever it sends us; waits where it asks for patience. */
  getFrom(registry: string): Get;
  /** Speaks with a mirror, which is not waited for: the next place is the better attempt. */
  getFromMirror(host: string): Get;
  readonly gate: Gate;
}

export interface ConnectionsOptions {
  readonly request: Pick<ScanRequest, 'caFile' | 'insecureRegistries'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'secret'>;
}

/** Throws `USAGE` where a proxy of the environment or the file of certificates cannot be used. */
export function openConnections({ request, environment, clock, log }: ConnectionsOptions): Connections {
  const { caFile, insecureRegistries: insecure } = request;
  const proxies = readProxies(environment, (secret) => log.secret(secret));
  const trust = createTrust(caFile === undefined ? [] : readAuthorities(caFile));
  const gate = createGate({ clock });
  const dispatchers = new Map<string, Dispatcher>();
  const transports = new Map<string, Get>();

  function dispatcherTo(host: string): Dispatcher {
    const dispatcher = dispatchers.get(host) ?? createDispatcher({ named: host, proxies, trust, insecure });
    dispatchers.set(host, dispatcher);
    return dispatcher;
  }

  /** One for each registry: it learns whether http or https is spoken there, and must not forget it. */
  function transportTo(registry: string): Get {
    const transport = transports.get(registry) ?? createTransport(dispatcherTo(registry), { registry, insecure });
    transports.set(registry, transport);
    return transport;
  }

  return {
    dispatcherTo,
    getFrom: (registry) => gated(transportTo(registry), gate, clock),
    getFromMirror: transportTo,
    gate,
    [Symbol.asyncDispose]: async () => {
      // Connections that are kept would keep the process.
      await Promise.all([...dispatchers.values()].map(async (dispatcher) => await dispatcher.destroy()));
    },
  };
}
