import { ScanError } from '../model/errors.ts';
import { isLoopback } from '../model/reference.ts';
import { codeOf, ConnectionError, isCertificateFault } from './failure.ts';
import { isListed } from './plain.ts';

type Protocol = 'http:' | 'https:';

export interface SchemeOptions {
  /** The registry, as `host` or `host:port`. */
  readonly registry?: string;
  /** Hosts that may speak plain http, as `host` or `host:port`. */
  readonly insecure: readonly string[];
}

/** One exchange, whatever it answers. */
type Send<Answer> = (url: URL) => Promise<Answer>;

/**
 * Which of http and https the registry speaks, where that is in doubt, learnt from the first request. A registry that is listed
 * as insecure is asked by https first, and by http only where no TLS came about; one on this machine by http first, and by
 * https where it answers as a TLS server does. What was learnt holds: after one TLS handshake, plain http is never spoken.
 * Every other host is asked as its URL says.
 */
export class Scheme<Answer extends { readonly status: number; readonly cancel: () => void }> {
  readonly #first: Protocol | undefined;
  readonly #host: string | undefined;
  #learnt: Protocol | undefined;

  constructor({ registry, insecure }: SchemeOptions) {
    if (registry === undefined) return;
    this.#host = registry;
    if (isListed(new URL(`https://${registry}`), insecure) || isListed(new URL(`http://${registry}`), insecure))
      this.#first = 'https:';
    else if (isLoopback(registry)) this.#first = 'http:';
  }

  /** Sends by the scheme that is right, or may be. The answer's URL tells which it was. */
  async send(url: URL, send: Send<Answer>): Promise<Answer> {
    if (this.#first === undefined || !this.#isRegistry(url)) return await send(url);
    if (this.#learnt !== undefined) return await send(withProtocol(url, this.#learnt));
    return this.#first === 'https:' ? await this.#tlsFirst(url, send) : await this.#plainFirst(url, send);
  }

  #isRegistry(url: URL): boolean {
    return ['http:', 'https:'].some((protocol) => new URL(`${protocol}//${this.#host}`).host === url.host);
  }

  async #tlsFirst(url: URL, send: Send<Answer>): Promise<Answer> {
    try {
      return await this.#by('https:', url, send);
    } catch (error) {
      // Once TLS has come about, whatever fails later is no reason to go on without it; a request beside this one may know.
      if (!(error instanceof ConnectionError) || this.#learnt === 'https:') throw error;
      return await this.#by('http:', url, send).catch(() => {
        throw error;
      });
    }
  }

  async #plainFirst(url: URL, send: Send<Answer>): Promise<Answer> {
    let refused: Answer | undefined;
    try {
      const answer = await send(withProtocol(url, 'http:'));
      // What Go, nginx and Apache say, each in other words, to plain http on a port that speaks TLS.
      if (answer.status !== 400) {
        this.#learnt ??= 'http:';
        return answer;
      }
      refused = answer;
      const better = await this.#by('https:', url, send);
      refused.cancel();
      return better;
    } catch (error) {
      if (refused !== undefined) {
        this.#learnt ??= 'http:';
        return refused;
      }
      if (codeOf(error) === 'ECONNREFUSED') throw error;
      return await this.#by('https:', url, send).catch((second: unknown) => {
        throw isCertificateFault(second) ? second : error;
      });
    }
  }

  /** Sends, and learns from it: whatever happens once there is a connection, that was the right scheme. */
  async #by(protocol: Protocol, url: URL, send: Send<Answer>): Promise<Answer> {
    try {
      const answer = await send(withProtocol(url, protocol));
      this.#learnt ??= protocol;
      return answer;
    } catch (error) {
      if (protocol === 'https:' && isOfConnection(error)) this.#learnt ??= protocol;
      throw error;
    }
  }
}

/** Whether an exchange failed that had a connection: not for want of one, not by a refusal or an abort of our own. */
function isOfConnection(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof ScanError) return false;
  return !['', 'UND_ERR_ABORTED', 'ABORT_ERR'].includes(codeOf(error));
}

function withProtocol(url: URL, protocol: Protocol): URL {
  const copy = new URL(url);
  copy.protocol = protocol;
  return copy;
}
