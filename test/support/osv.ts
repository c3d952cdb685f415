import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from './server.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** How a server answers one request. */
export type Scene = (request: IncomingMessage, response: ServerResponse) => void;

export interface OsvServer extends AsyncDisposable {
  /** What `osv-url` is to be. */
  readonly url: string;
  /** `GET /Debian/all.zip`, in order. */
  readonly requests: readonly string[];
  /** Feeds that are served whenever no scene is left to play, by their folder. */
  readonly feeds: Map<string, Buffer>;
  /** Answers for the next requests, in order. */
  readonly script: Scene[];
}

/** When the feeds say that they were made. */
export const MADE = 'Thu, 01 Jan 2026 00:00:00 GMT';

/** An OSV export on loopback: it revalidates by ETag, and plays the scenes that a test asks for. */
export async function osvServer(feeds: Readonly<Record<string, Buffer>> = {}): Promise<OsvServer> {
  const requests: string[] = [];
  const script: Scene[] = [];
  const served = new Map(Object.entries(feeds));
  const server = await serve((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    (script.shift() ?? ((_, answer) => answerFrom(served, request, answer)))(request, response);
  });
  return {
    url: server.origin,
    requests,
    feeds: served,
    script,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function answerFrom(feeds: ReadonlyMap<string, Buffer>, request: IncomingMessage, response: ServerResponse): void {
  const feed = feeds.get(decodeURIComponent(request.url?.split('/')[1] ?? ''));
  const etag = `"${feed?.length}"`;
  if (feed === undefined) response.writeHead(404).end('no such object');
  else if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { etag, 'last-modified': MADE, 'content-length': feed.length }).end(feed);
}

export function status(code: number, headers: Record<string, string> = {}): Scene {
  return (_, response) => response.writeHead(code, headers).end('not today');
}

export function redirect(location: string): Scene {
  return status(307, { location });
}

/** Sends half of what it promised and hangs up. */
export function cut(body: Buffer): Scene {
  return (_, response) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  };
}

/** Sends a whole body that is whatever it is. */
export function sends(body: Buffer | string): Scene {
  return (_, response) => response.writeHead(200).end(body);
}

/** Sends the beginning and then nothing more. */
export function hangs(body: Buffer): Scene {
  return (_, response) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.subarray(0, 10));
  };
}

/** The archive of a feed with these records. */
export function feedOf(...records: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[]): Buffer {
  return zipOf(records.map((record): ZipEntry => ({ name: `${record.id}.json`, content: JSON.stringify(record) })));
}
