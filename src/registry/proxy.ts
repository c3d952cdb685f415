import { BlockList, isIP } from 'node:net';
import { ScanError } from '../model/errors.ts';
import { isLoopback } from '../model/reference.ts';
import type { Endpoint } from './perimeter.ts';

/** A proxy, its credentials apart from its address, so that the address can be named in an error. */
export interface Proxy {
  readonly tls: boolean;
  readonly endpoint: Endpoint;
  /** `proxy.example:3128`. */
  readonly host: string;
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

/** The proxy for an endpoint; undefined is the direct way. */
export type ProxyChoice = (protocol: string, endpoint: Endpoint) => Proxy | undefined;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower or upper case, as Go's and curl's readers of them do:
 * https goes by `HTTPS_PROXY` alone, and this machine itself is never asked for through a proxy.
 * Throws `USAGE`, which names the variable and not its value, where a proxy cannot be used.
 */
export function readProxies(environment: Environment, onSecret: (secret: string) => void = () => undefined): ProxyChoice {
  const read = (...names: readonly string[]): Proxy | undefined => {
    for (const name of names.flatMap((one) => [one.toLowerCase(), one])) {
      const text = environment[name]?.trim();
      if (text) return parseProxy(name, text, onSecret);
    }
    return undefined;
  };
  const proxies = { 'https:': read('HTTPS_PROXY', 'ALL_PROXY'), 'http:': read('HTTP_PROXY', 'ALL_PROXY') };
  const isDirect = parseNoProxy(environment['no_proxy'] ?? environment['NO_PROXY'] ?? '');
  return (protocol, endpoint) => {
    if (isLoopback(endpoint.hostname) || isDirect(endpoint)) return undefined;
    return protocol === 'http:' ? proxies['http:'] : proxies['https:'];
  };
}

function parseProxy(variable: string, text: string, onSecret: (secret: string) => void): Proxy {
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const credentials = url === undefined ? undefined : credentialsOf(url);
  if (url === undefined || credentials === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ScanError('USAGE', `The proxy in ${variable} cannot be used.`, {
      hint: 'It takes http://[user:password@]host[:port] or https://…, with signs such as "@" in a password written as %40.',
    });
  }
  const tls = url.protocol === 'https:';
  const endpoint = { hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) || (tls ? 443 : 80) };
  const proxy = { tls, endpoint, host: url.host };
  if (credentials === ':') return proxy;
  const encoded = Buffer.from(credentials, 'utf8').toString('base64');
  for (const secret of [url.password, credentials.slice(credentials.indexOf(':') + 1), encoded]) {
    if (secret !== '') onSecret(secret);
  }
  return { ...proxy, authorization: `Basic ${encoded}` };
}

/** `user:password`; undefined where it is not encoded as a URL's are. */
function credentialsOf({ username, password }: URL): string | undefined {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return undefined;
  }
}

/**
 * Entries are separated by commas or spaces: `*`, `example.com` and `.example.com` (the domain and all below it),
 * `*.example.com` (all below it), `10.0.0.7`, `10.0.0.0/8`, `[::1]`; each but `*` and ranges with a port, or for all ports.
 */
function parseNoProxy(text: string): (endpoint: Endpoint) => boolean {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
  const ranges = new BlockList();
  const rules = entries.flatMap((entry) => (addRange(ranges, entry) ? [] : [parseRule(entry)]));
  return ({ hostname, port }) => {
    const name = hostname.toLowerCase().replace(/\.$/, '');
    const family = isIP(name);
    if (family !== 0 && ranges.check(name, family === 4 ? 'ipv4' : 'ipv6')) return true;
    return rules.some((rule) => (rule.port === undefined || rule.port === port) && rule.matches(name));
  };
}

function addRange(ranges: BlockList, entry: string): boolean {
  const [, address = '', prefix = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  const family = isIP(address);
  if (family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return false;
  ranges.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  return true;
}

interface Rule {
  readonly port: number | undefined;
  readonly matches: (name: string) => boolean;
}

function parseRule(entry: string): Rule {
  const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  // What has several colons and no brackets is an IPv6 address without a port.
  const host = (bracketed ?? plain ?? entry).replace(/\.$/, '');
  const domain = host.replace(/^\*?\./, '');
  const below = `.${domain}`;
  const port = digits === undefined ? undefined : Number(digits);
  if (host === '*') return { port, matches: () => true };
  if (host.startsWith('*.')) return { port, matches: (name) => name.endsWith(below) };
  return { port, matches: (name) => name === domain || name.endsWith(below) };
}
