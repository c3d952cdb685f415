import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { ScanError } from '../model/errors.ts';
import { type AddressKind, addressKind } from './address.ts';

/** Where a connection is to go. */
export interface Endpoint {
  /** A name or an address, without brackets. */
  readonly hostname: string;
  readonly port: number;
}

export interface PerimeterOptions {
  /** The service that the user named: it may be at whatever address it is. Without a port, both of the web's are meant. */
  readonly named: Pick<Endpoint, 'hostname'> & Partial<Endpoint>;
  /** How names are looked up: the system's way. */
  readonly lookup?: LookupFunction;
}

const WEB_PORTS: readonly number[] = [443, 80];

/** From the outside in. What is not in here is reached only by naming it. */
const DEPTHS: readonly AddressKind[] = ['public', 'private', 'loopback'];

/**
 * The addresses that may be connected to for the sake of one named service. The service itself may be anywhere; whoever it
 * sends us to may be no further inside than it is: a public registry leads to public addresses alone. Link-local addresses and
 * a cloud's metadata are reached by nobody who was not named. What counts is the outermost address at which the named service
 * was ever met, so that a name which is looked up differently the second time gains nothing.
 *
 * The check is part of the look-up whose answer is connected to: there is no second one that could be answered otherwise.
 */
export class Perimeter {
  readonly #named: PerimeterOptions['named'];
  readonly #lookup: LookupFunction;
  #outermost: AddressKind | undefined;

  constructor({ named, lookup }: PerimeterOptions) {
    this.#named = named;
    this.#lookup = lookup ?? ((hostname, options, callback) => dns.lookup(hostname, options, callback));
  }

  /** Throws `REGISTRY_REFUSED` where the endpoint is written as an address that may not be connected to. */
  checkLiteral(endpoint: Endpoint): void {
    if (isIP(endpoint.hostname) === 0) return;
    const kind = addressKind(endpoint.hostname);
    if (!this.#admits(kind, endpoint)) throw refusal(endpoint.hostname, [kind]);
  }

  /** A look-up that answers only with addresses that may be connected to, and fails with `REGISTRY_REFUSED` where there are none. */
  lookupFor(endpoint: Endpoint): LookupFunction {
    return (hostname, options, callback) => {
      this.#lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '');
        const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
        const admitted = all.filter(({ address }) => this.#admits(addressKind(address), endpoint));
        const [first] = admitted;
        if (first === undefined) return callback(refusal(hostname, [...new Set(all.map((one) => addressKind(one.address)))]), '');
        return options.all === true ? callback(null, admitted) : callback(null, first.address, first.family);
      });
    };
  }

  /** Told of each connection that was made without a proxy. */
  connected(endpoint: Endpoint, address: string | undefined): void {
    if (address === undefined || !this.#isNamed(endpoint)) return;
    const kind = addressKind(address);
    if (this.#outermost === undefined || depthOf(kind) < depthOf(this.#outermost)) this.#outermost = kind;
  }

  #admits(kind: AddressKind, endpoint: Endpoint): boolean {
    if (this.#isNamed(endpoint) && (this.#outermost === undefined || kind === this.#outermost)) return true;
    const innermost = Math.max(0, DEPTHS.indexOf(this.#outermost ?? 'public'));
    return DEPTHS.slice(0, innermost + 1).includes(kind);
  }

  #isNamed({ hostname, port }: Endpoint): boolean {
    const ports = this.#named.port === undefined ? WEB_PORTS : [this.#named.port];
    return hostname.toLowerCase() === this.#named.hostname.toLowerCase() && ports.includes(port);
  }
}

/** Kinds that are in no order count as the innermost. */
function depthOf(kind: AddressKind): number {
  const depth = DEPTHS.indexOf(kind);
  return depth < 0 ? DEPTHS.length : depth;
}

const NAMES: Readonly<Record<AddressKind, string>> = {
  public: 'a public address',
  loopback: 'this machine itself',
  private: 'an address of a private network',
  'link-local': 'a link-local address',
  metadata: "the place of a cloud's metadata",
  unspecified: 'no address at all',
  multicast: 'a multicast address',
  reserved: 'a reserved address',
};

function refusal(host: string, kinds: readonly AddressKind[]): ScanError {
  const what = kinds.length === 0 ? 'nothing' : kinds.map((kind) => NAMES[kind]).join(' and ');
  return new ScanError('REGISTRY_REFUSED', `Refused to connect to ${host}, which is ${what}.`, {
    hint: 'The registry leads there without being there itself; whoever controls it could look into this network that way.',
  });
}
