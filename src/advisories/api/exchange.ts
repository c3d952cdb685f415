import { gunzipSync } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { ScanError } from '../../model/errors.ts';
import { plainAddress } from '../address.ts';
import { header } from '../answer.ts';
import type { DocumentPorts } from '../document.ts';
import { FeedFault, messageOf, toFault } from '../fault.ts';

export type ApiPorts = DocumentPorts;

/** One question, as it is asked in each of its attempts. */
export interface Exchange {
  readonly url: URL;
  /** JSON; what has none is a GET. */
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** What the server answered: the text of the answer, or that it does not take the question. */
export type Answered = { readonly text: string } | { readonly refused: number };

const ATTEMPTS = 5;
/** Milliseconds before the second attempt; doubled for each further one. */
const FIRST_WAIT = 1000;
/** Milliseconds that a server may ask us to wait, at the most. */
const LONGEST_WAIT = 60_000;
/** Milliseconds of silence after which a server counts as gone. */
const PATIENCE = 30_000;
/** Bytes, packed and unpacked: what OSV's answers are limited to over HTTP/1.1. https://google.github.io/osv.dev/api/ */
const LARGEST = 32 * 1024 * 1024;

/**
 * Asks the API, and again where that may help. Throws `ADVISORIES_UNAVAILABLE` where it does not. An answer of 4xx is the caller's to
 * understand, but for those that speak of who asks or how often.
 */
export async function exchange(ask: Exchange, ports: ApiPorts): Promise<Answered> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await answerTo(ask, ports);
    } catch (error) {
      ask.signal.throwIfAborted();
      const fault = toFault(error);
      if (!(fault instanceof FeedFault)) throw fault;
      if (!fault.passing || attempt === ATTEMPTS) throw unavailable(ask.url, fault);
      ports.log.notice(`${plainAddress(ask.url)} did not answer as it should and is asked again: ${fault.message}`);
      const wait = Math.max(FIRST_WAIT * 2 ** (attempt - 1), fault.retryAfter ?? 0);
      await ports.clock.sleep(Math.min(wait, LONGEST_WAIT), ask.signal);
    }
  }
}

export function unavailable(url: URL, fault: Error): ScanError {
  return new ScanError('ADVISORIES_UNAVAILABLE', `${plainAddress(url)} could not be asked for advisories: ${fault.message}.`, {
    hint: 'Check osv-api-url and that the server can be reached from here (HTTPS_PROXY, a firewall), or leave advisories: api out.',
    cause: fault,
  });
}

async function answerTo({ url, body, signal }: Exchange, ports: ApiPorts): Promise<Answered> {
  const answer = await request(url, {
    method: body === undefined ? 'GET' : 'POST',
    dispatcher: ports.dispatcherTo(url.host),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
    headersTimeout: PATIENCE,
    bodyTimeout: PATIENCE,
    signal,
  });
  const { statusCode: status } = answer;
  if (status === 200) return { text: unpacked(await bytesOf(answer.body), header(answer, 'content-encoding')) };
  await answer.body.dump().catch(() => undefined);
  if (status === 400 || status === 404) return { refused: status };
  const retryAfter = header(answer, 'retry-after') ?? '';
  throw new FeedFault(`the server answered ${String(status)}`, {
    passing: status === 408 || status === 429 || status >= 500,
    retryAfter: /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined,
  });
}

async function bytesOf(body: Dispatcher.ResponseData['body']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST) throw new FeedFault('its answer is larger than any can be', { passing: false });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unpacked(bytes: Buffer, coding = 'identity'): string {
  if (coding === 'identity') return bytes.toString('utf8');
  if (coding !== 'gzip') throw new FeedFault(`the server sent what nobody asked for: ${coding}`, { passing: false });
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST }).toString('utf8');
  } catch (error) {
    throw new FeedFault(`its answer cannot be unpacked (${messageOf(error)})`, { passing: true, cause: error });
  }
}
