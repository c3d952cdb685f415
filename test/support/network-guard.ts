/**
 * Loaded before every test: a connection that would leave this machine fails, and the failure names the address and the test.
 * Tests speak to loopback servers and nothing else.
 */
import dns from 'node:dns';
import { Socket } from 'node:net';

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(?:\.\d{1,3}){3})$/;

function refuse(host: string): Error {
  const caller = new Error('trace').stack?.split('\n').find((line) => line.includes('.test.ts'));
  // Deep in a library the test is no longer on the stack; each file of tests is a process of its own.
  const name = caller?.trim().replace(/^at /, '') ?? process.argv[1];
  return new Error(`A test may not leave this machine: connection to "${host}" from ${name}`);
}

interface ConnectOptions {
  host?: string;
  path?: string;
}

const connect = Socket.prototype.connect;
Socket.prototype.connect = function guarded(this: Socket, ...parameters: unknown[]): Socket {
  const first = Array.isArray(parameters[0]) ? parameters[0][0] : parameters[0];
  const options: ConnectOptions =
    typeof first === 'object' && first !== null
      ? first
      : { host: typeof parameters[1] === 'string' ? parameters[1] : 'localhost' };
  const host = options.host ?? 'localhost';
  if (options.path === undefined && !LOOPBACK.test(host)) {
    const refusal = refuse(host);
    queueMicrotask(() => this.destroy(refusal));
    return this;
  }
  return Reflect.apply(connect, this, parameters);
};

const lookup = dns.lookup;
dns.lookup = function guardedLookup(hostname: string, ...rest: unknown[]): void {
  const callback = rest.at(-1) as (error: Error) => void;
  if (!LOOPBACK.test(hostname)) callback(refuse(hostname));
  else Reflect.apply(lookup, dns, [hostname, ...rest]);
} as typeof dns.lookup;
