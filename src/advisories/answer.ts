import { type Dispatcher, request } from 'undici';
import type { CachedFile } from '../model/cache.ts';
import { ScanError } from '../model/errors.ts';
import { plainAddress, redirectTarget } from './address.ts';
import { FeedFault } from './fault.ts';

/** An answer whose body was not read yet: whoever takes it reads it to its end or drains it. */
export type Answer = Dispatcher.ResponseData;

export interface Question {
  readonly url: URL;
  /** The copy at hand, which the server is asked about. */
  readonly known: CachedFile | undefined;
  /** What an attempt that broke off left: the rest is asked for. */
  readonly part: Part | undefined;
  /** Whether it is text, which may come compressed. */
  readonly isText: boolean;
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

/** The beginning of a document, on this disk. */
export interface Part {
  readonly path: string;
  readonly bytes: number;
  /** A strong validator: the rest may only be of the very same bytes. */
  readonly etag: string;
}

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Milliseconds of silence after which a server counts as gone. */
const PATIENCE = 30_000;

/**
 * Asks for a document and follows redirects by hand, each time from the stable address: a location lives inside one attempt.
 * Throws `ADVISORIES_UNAVAILABLE` where the redirects lead nowhere or out of https, and whatever undici throws.
 */
export async function askFor(question: Question): Promise<Answer> {
  let { url } = question;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const answer = await request(url, {
      dispatcher: question.dispatcher,
      headers: headersOf(question),
      headersTimeout: PATIENCE,
      bodyTimeout: PATIENCE,
      signal: question.signal,
    });
    if (!REDIRECTS.has(answer.statusCode)) return answer;
    await drain(answer);
    url = redirectTarget(url, header(answer, 'location'));
  }
  const message = `${plainAddress(question.url)} redirects more than ${String(MOST_REDIRECTS)} times.`;
  throw new ScanError('ADVISORIES_UNAVAILABLE', message, {
    hint: 'Give osv-url or feed-urls the address that the redirects should end at.',
  });
}

/** What an answer means that brings no document. */
export function refusal(answer: Answer, url: URL): ScanError | FeedFault {
  const status = answer.statusCode;
  if (status === 404 || status === 410) {
    return new ScanError('ADVISORIES_UNAVAILABLE', `There is no advisory feed at ${plainAddress(url)}.`, {
      hint: 'Check osv-url, which is the address of the folder that holds one folder for each ecosystem, and feed-urls.',
    });
  }
  const passing = status === 408 || status === 429 || status >= 500;
  return new FeedFault(`the server answered ${String(status)}`, { passing, retryAfter: retryAfter(answer) });
}

/** What the server gave to revalidate the document with: https://www.rfc-editor.org/rfc/rfc9110#section-8.8 */
export function validators(answer: Answer): Pick<CachedFile, 'etag' | 'modified'> {
  const etag = header(answer, 'etag');
  const modified = header(answer, 'last-modified');
  return { ...(etag === undefined ? {} : { etag }), ...(modified === undefined ? {} : { modified }) };
}

export function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Reads an unwanted body to its end, so that its connection can be used again. A body that breaks off is of no interest. */
export async function drain(answer: Answer): Promise<void> {
  await answer.body.dump().catch(() => undefined);
}

function headersOf({ known, part, isText }: Question): Record<string, string> {
  // A part counts bytes as they came; what is compressed on the way is begun anew.
  const encoding = isText && part === undefined ? 'gzip' : 'identity';
  return { accept: '*/*', 'accept-encoding': encoding, ...(part === undefined ? conditions(known) : rest(part)) };
}

function conditions(known: CachedFile | undefined): Record<string, string> {
  return {
    ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
    ...(known?.modified === undefined ? {} : { 'if-modified-since': known.modified }),
  };
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5 */
function rest({ bytes, etag }: Part): Record<string, string> {
  return { range: `bytes=${String(bytes)}-`, 'if-range': etag };
}

// Only the form in seconds: the form of a date needs two clocks to agree, and waiting a second or two in its place is harmless.
function retryAfter(answer: Answer): number | undefined {
  const text = header(answer, 'retry-after');
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) * 1000 : undefined;
}
