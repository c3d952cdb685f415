import { type Dispatcher, errors, request } from 'undici';
import { ScanError } from '../model/errors.ts';
import { isLoopback } from '../model/reference.ts';
import { TOOL } from '../model/tool.ts';
import { TransientError } from './attempt.ts';

export type RequestHeaders = Readonly<Record<string, string>>;

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
  readonly headers?: RequestHeaders;
  readonly signal: AbortSignal;
}

/** One GET, one answer: it follows no redirect and tries nothing twice. That is for those who know what may be asked again. */
export type Get = (url: URL, options: GetOptions) => Promise<Answer>;

const HEADERS_TIMEOUT = 60_000;

/** Speaks HTTP through the given dispatcher. Throws `TransientError` where the network failed. */
export function createTransport(dispatcher: Dispatcher): Get {
  return async (url, { headers, signal }) => {
    refusePlainHttp(url);
    try {
      const answer = await request(url, {
        dispatcher,
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
        body: answer.body,
        cancel: () => {
          // A body that is given up reports that as an error of its own, which is nobody's concern.
          answer.body.on('error', () => undefined);
          answer.body.destroy();
        },
      };
    } catch (error) {
      throw networkFailure(error, url, signal);
    }
  };
}

function refusePlainHttp(url: URL): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return;
  throw new ScanError('REGISTRY_REFUSED', `Refused to speak ${url.protocol.slice(0, -1)} with ${url.host}.`, {
    hint: 'Only https is spoken beyond this machine.',
  });
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** What a failed connection or a broken body means for the scan. */
export function networkFailure(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ScanError || error instanceof TransientError) return error;
  const code = codeOf(error);
  const message = `No connection to ${url.host}: ${reasonOf(error, code)}.`;
  if (CERTIFICATE.test(code)) {
    return new ScanError('NETWORK', message, {
      hint: 'Its certificate is not trusted here; NODE_EXTRA_CA_CERTS can name a file with your own authority.',
      cause: error,
    });
  }
  const hint = 'Check that the host is reachable from this runner, and its proxy settings.';
  return new TransientError('network', new ScanError('NETWORK', message, { hint, cause: error }));
}

function codeOf(error: unknown): string {
  if (error instanceof errors.UndiciError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_SOCKET: 'the connection broke',
};

function reasonOf(error: unknown, code: string): string {
  return REASONS[code] ?? (code || (error instanceof Error ? error.message : 'unknown reason'));
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
