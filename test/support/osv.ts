import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
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
    if (answerBeside(request, response)) return;
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

const BESIDE = ['alpine-secdb', 'wolfi-secdb', 'chainguard-secdb', 'minimos-secdb', 'debian-tracker'];

/** What `feed-urls` is to be, so that the feeds beside OSV are asked of the same server: they have nothing to say there. */
export function besideUrls(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...BESIDE, 'epss', 'kev'].map((id) => [id, `${url}/beside/${id}`]));
}

/** The same as an input has it. */
export function besideText(url: string): string {
  return Object.entries(besideUrls(url))
    .map(([id, address]) => `${id}=${address}`)
    .join(',');
}

// Of packages that no image of a test has.
const OTHER_FIX = '{"packages":[{"pkg":{"name":"nowhere","secfixes":{"1.0-r0":["CVE-2020-0001"]}}}]}';
const OTHER_CASE =
  '{"nowhere":{"CVE-2020-0001":{"releases":{"bookworm":{"status":"resolved","fixed_version":"1.0","urgency":"low","repositories":{}}}}}}';

function answerBeside(request: IncomingMessage, response: ServerResponse): boolean {
  const feed = /^\/beside\/(?<feed>[a-z-]+)/.exec(request.url ?? '')?.groups?.['feed'];
  if (feed === undefined) return false;
  const empty: Readonly<Record<string, string | Buffer>> = {
    epss: gzipSync('cve,epss,percentile\n'),
    kev: '{"vulnerabilities":[]}',
    'debian-tracker': OTHER_CASE,
  };
  const isList = request.url?.endsWith('/') === true;
  response.writeHead(200, { 'last-modified': MADE }).end(isList ? '<a href="v3.18/">v3.18/</a>' : (empty[feed] ?? OTHER_FIX));
  return true;
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
