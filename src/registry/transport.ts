import { type Dispatcher, request } from 'undici';
import { ScanError } from '../model/errors.ts';
import { TOOL } from '../model/tool.ts';
import { networkFailure, plainError } from './failure.ts';
import { isPlainAllowed } from './plain.ts';
import { Scheme } from './scheme.ts';

/** A list is sent a line each. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

export interface Answer {
  readonly url: URL;
  readonly status: number;
  /** The first value of a header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Every value of a header. */
  readonly headers: (name: string) => readonly string[];
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the connection up with whatever is left of the body. */
  readonly cancel: () => void;
}

export interface GetOptions {
  /** Only a request for a token is anything but a GET. */
  readonly method?: 'POST';
  readonly body?: string;
  readonly headers?: RequestHeaders;
  readonly signal: AbortSignal;
}

/** One GET, one answer: it follows no redirect and tries nothing twice. That is for those who know what may be asked again. */
export type Get = (url: URL, options: GetOptions) => Promise<Answer>;

export interface TransportOptions {
  /** The registry that is asked, as `host` or `host:port`: whether it speaks http or https is found out where that is in doubt. */
  readonly registry?: string;
  /** Hosts that may speak plain http, as `host` or `host:port`. */
  readonly insecure?: readonly string[];
}

const HEADERS_TIMEOUT = 60_000;

/**
 * Speaks HTTP through the given dispatcher; plain http with this machine and the hosts that the user lists alone. The answer's
 * URL is the one that was asked, with the scheme that was spoken.
 * Throws `TransientError` where the network failed, `NETWORK` where TLS did, `REGISTRY_REFUSED` where a request may not be sent.
 */
export function createTransport(dispatcher: Dispatcher, { registry, insecure = [] }: TransportOptions = {}): Get {
  const scheme = new Scheme<Answer>({ ...(registry === undefined ? {} : { registry }), insecure });
  return async (url, options) => {
    try {
      return await scheme.send(url, async (asked) => {
        refusePlainHttp(asked, insecure);
        return await exchange(dispatcher, asked, options);
      });
    } catch (error) {
      throw networkFailure(error, url, options.signal);
    }
  };
}

async function exchange(dispatcher: Dispatcher, url: URL, options: GetOptions): Promise<Answer> {
  const { method = 'GET', body = null, headers = {}, signal } = options;
  refuseControls(headers, url);
  const answer = await request(url, {
    dispatcher,
    method,
    body,
    signal,
    headersTimeout: HEADERS_TIMEOUT,
    // Stalls are judged by whoever reads the body: only there is it known whether anyone is waiting for bytes.
    bodyTimeout: 0,
    headers: { 'user-agent': `hullcheck/${TOOL.version}`, 'accept-encoding': 'identity', ...headers },
  });
  const headerValues = (name: string) => [answer.headers[name] ?? []].flat();
  return {
    url,
    status: answer.statusCode,
    header: (name) => headerValues(name)[0],
    headers: headerValues,
    body: withPlainErrors(answer.body),
    cancel: () => {
      // A body that is given up reports that as an error of its own, which is nobody's concern.
      answer.body.on('error', () => undefined);
      answer.body.destroy();
    },
  };
}

/** The client's own errors hold what came over the wire, and whoever reads a body keeps its error as a cause. */
async function* withPlainErrors(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    throw plainError(error);
  }
}

function refusePlainHttp(url: URL, insecure: readonly string[]): void {
  if (url.protocol === 'https:' || isPlainAllowed(url, insecure)) return;
  throw new ScanError('REGISTRY_REFUSED', `Refused to speak ${url.protocol.slice(0, -1)} with ${url.host}.`, {
    hint: 'Only https is spoken beyond this machine; insecure-registries can make an exception for a host of your own.',
  });
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What a registry wrote, such as a token, may end up in a header: a line break in it would begin a header of the registry's choice. */
function refuseControls(headers: RequestHeaders, url: URL): void {
  const [name] = Object.entries(headers).find(([, value]) => ![value].flat().every((line) => FIELD_VALUE.test(line))) ?? [];
  if (name === undefined) return;
  throw new ScanError(
    'REGISTRY_REFUSED',
    `Refused to send a header to ${url.host}: the value of ${name} has a line break or another control in it.`,
  );
}

/** Reads a whole body, up to so many bytes. Throws `LIMIT_EXCEEDED` beyond them. */
export async function readBody(answer: Answer, largest: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > largest) {
        answer.cancel();
        throw new ScanError('LIMIT_EXCEEDED', `${answer.url.host} sent a document of more than ${largest} bytes.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw networkFailure(error, answer.url, signal);
  }
  return Buffer.concat(chunks);
}
