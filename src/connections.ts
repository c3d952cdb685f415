import { type Dispatcher, request } from 'undici';
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
  /** One exchange with a service that speaks JSON. It follows no redirect. */
  exchange(request: JsonRequest): Promise<JsonAnswer>;
}

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined where the body is no JSON. */
  readonly json: unknown;
}

/** Bytes. A page of a hundred comments may have twenty-six million. */
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** Milliseconds without a word. */
const PATIENCE = 30_000;

export interface ConnectionsOptions {
  readonly request: Pick<ScanRequest, 'caFile' | 'insecureRegistries'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'secret'>;
}

/** Throws `USAGE` where a proxy of the environment or the file of certificates cannot be used. */
export function openConnections({ request: asked, environment, clock, log }: ConnectionsOptions): Connections {
  const { caFile, insecureRegistries: insecure } = asked;
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
    exchange: async (question) => await exchangeJson(question, dispatcherTo(new URL(question.url).host)),
    [Symbol.asyncDispose]: async () => {
      // Connections that are kept would keep the process.
      await Promise.all([...dispatchers.values()].map(async (dispatcher) => await dispatcher.destroy()));
    },
  };
}

async function exchangeJson({ url, body: sent, ...asked }: JsonRequest, dispatcher: Dispatcher): Promise<JsonAnswer> {
  const patience = { headersTimeout: PATIENCE, bodyTimeout: PATIENCE };
  const answer = await request(url, { ...asked, ...patience, ...(sent === undefined ? {} : { body: sent }), dispatcher });
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> = answer.body;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error(`the answer is larger than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  const headers = Object.entries(answer.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value] as const,
  );
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(headers),
    json: parsed(Buffer.concat(chunks).toString('utf8')),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
