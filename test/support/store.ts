import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reply, type Server, serve } from './server.ts';

export interface StoreOptions {
  /** Milliseconds since the epoch, as the store sees it. */
  readonly wall?: () => number;
  /** Seconds that a signed URL lives. */
  readonly life?: number;
  /** Sends a body its own way: slowly, in part, not at all. */
  readonly send?: (response: ServerResponse, body: Buffer, request: StoreRequest) => void | Promise<void>;
  /** How many bytes of an answer are sent before its connection breaks; undefined sends all. */
  readonly cut?: (request: StoreRequest) => number | undefined;
  /** Sees each request first. True means that it has been answered. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

export interface StoreRequest {
  readonly key: string;
  readonly status: number;
  readonly range: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** Seconds since the URL was signed. */
  readonly age: number;
}

/** An object store as S3 is one: signed URLs that die, and that bear no second authorization. */
export interface Store extends Server {
  readonly requests: readonly StoreRequest[];
  put(key: string, body: Buffer): void;
  /** A URL signed now, or so many seconds ago. */
  sign(key: string, age?: number): string;
  /** How often the byte was sent that was sent most often, since this was asked last. */
  mostSent(key: string): number;
}

const DEFAULT_LIFE = 600;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, its signature simplified. */
export async function startStore(options: StoreOptions = {}): Promise<Store> {
  const { wall = Date.now, life = DEFAULT_LIFE, send = sendWhole, cut: cutOff, intercept } = options;
  const secret = randomBytes(16);
  const objects = new Map<string, Buffer>();
  const requests: StoreRequest[] = [];
  const sent = new Map<string, Uint8Array>();
  const signature = (key: string, date: string, expires: string): string =>
    createHmac('sha256', secret).update([key, date, expires].join('\n')).digest('hex');

  const server = await serve(async (request, response) => {
    const url = new URL(request.url ?? '/', server.origin);
    const key = url.pathname.slice(1);
    const date = url.searchParams.get('X-Amz-Date') ?? '';
    const expires = url.searchParams.get('X-Amz-Expires') ?? '';
    const age = (wall() - fromBasic(date)) / 1000;
    response.setHeader('date', new Date(wall()).toUTCString());
    if ((await intercept?.(request, response)) === true) return;
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const body = objects.get(key);
    const refusal = refuse(request, {
      signed: url.searchParams.get('X-Amz-Signature') === signature(key, date, expires),
      age,
      expires,
      body,
    });
    const status = statusOf(refusal, range);
    const seen = { key, status, range: request.headers.range, headers: request.headers, age };
    requests.push(seen);
    if (refusal !== undefined || body === undefined) return sendRefusal(response, status, refusal);
    const { part, headers } = cut(body, range);
    response.writeHead(status, headers);
    const bytes = cutOff?.(seen) ?? part.length;
    countSent(sent, seen, { size: body.length, bytes });
    await (bytes < part.length ? breakAfter(response, part.subarray(0, bytes)) : send(response, part, seen));
  });

  return {
    ...server,
    requests,
    put: (key, body) => void objects.set(key, body),
    mostSent: (key) => {
      const times = sent.get(key) ?? new Uint8Array();
      sent.delete(key);
      return times.reduce((most, each) => Math.max(most, each), 0);
    },
    sign: (key, age = 0) => {
      const date = toBasic(wall() - age * 1000);
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Date': date,
        'X-Amz-Expires': String(life),
      });
      query.set('X-Amz-Signature', signature(key, date, String(life)));
      return `${server.origin}/${key}?${query.toString()}`;
    },
  };
}

function cut(body: Buffer, range: RegExpExecArray | null): { part: Buffer; headers: Record<string, string> } {
  const part = range === null ? body : body.subarray(Number(range[1]), Number(range[2]) + 1);
  const headers = { 'content-length': String(part.length), 'content-type': 'application/octet-stream' };
  return {
    part,
    headers: range === null ? headers : { ...headers, 'content-range': `bytes ${range[1]}-${range[2]}/${body.length}` },
  };
}

interface Asked {
  readonly signed: boolean;
  readonly age: number;
  readonly expires: string;
  readonly body: Buffer | undefined;
}

function refuse(request: IncomingMessage, { signed, age, expires, body }: Asked) {
  if (request.headers.authorization !== undefined) {
    return { status: 400, code: 'InvalidArgument', message: 'Only one auth mechanism allowed' };
  }
  if (!signed) return { status: 403, code: 'SignatureDoesNotMatch', message: 'The signature does not match' };
  if (age > Number(expires)) return { status: 403, code: 'AccessDenied', message: 'Request has expired' };
  if (body === undefined) return { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };
  return undefined;
}

function statusOf(refusal: ReturnType<typeof refuse>, range: RegExpExecArray | null): number {
  return refusal?.status ?? (range === null ? 200 : 206);
}

function sendRefusal(response: ServerResponse, status: number, refusal: ReturnType<typeof refuse>): void {
  const { code, message } = refusal ?? { code: 'NoSuchKey', message: 'The specified key does not exist.' };
  reply(response, status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function countSent(
  sent: Map<string, Uint8Array>,
  { key, range }: StoreRequest,
  { size, bytes }: Record<'size' | 'bytes', number>,
) {
  const times = sent.get(key) ?? new Uint8Array(size);
  sent.set(key, times);
  const first = Number(/\d+/.exec(range ?? '')?.[0] ?? 0);
  for (let at = first; at < first + bytes; at += 1) times[at] = (times[at] ?? 0) + 1;
}

/** Sends the headers and so many bytes, and then breaks the connection. */
export function breakAfter(response: ServerResponse, bytes: Buffer): void {
  response.flushHeaders();
  if (bytes.length === 0) setImmediate(() => response.destroy());
  else response.write(bytes, () => response.destroy());
}

function sendWhole(response: ServerResponse, body: Buffer): void {
  response.end(body);
}

function toBasic(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function fromBasic(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
