import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { reply, serve, type Server } from './server.ts';

/** A record as the API hands it out, reduced to what it is found by. */
export interface ApiRecord {
  readonly id: string;
  readonly modified: string;
  readonly affected: readonly { readonly package: { readonly ecosystem: string; readonly name: string } }[];
}

/** A query as the API is asked it. */
export interface ApiQuestion {
  readonly package?: { readonly ecosystem?: string; readonly name?: string };
  readonly version?: string;
  readonly page_token?: string;
}

export interface OsvApi extends Server {
  /** Every request so far: `POST /v1/querybatch`. */
  readonly requests: readonly string[];
  /** The queries of each question, in order. */
  readonly questions: readonly (readonly ApiQuestion[])[];
  /** How many records were asked for at a time, at the most. */
  readonly most: () => number;
}

export interface OsvApiOptions {
  /** How many records of one query are given at once. */
  readonly pageSize?: number;
  /** Ecosystems that it does not know: what asks about one is not taken, with all that is asked beside it. */
  readonly unknown?: (question: ApiQuestion) => boolean;
  /** Answers in place of the API; true where it did. `nth` is 1 for the first request of this kind. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse, nth: number) => boolean | Promise<boolean>;
  readonly gzip?: boolean;
}

/** OSV's API in its published form: https://google.github.io/osv.dev/api/ */
export async function osvApi(records: readonly ApiRecord[], options: OsvApiOptions = {}): Promise<OsvApi> {
  const { pageSize = 1000, unknown = () => false, instead } = options;
  const requests: string[] = [];
  const questions: (readonly ApiQuestion[])[] = [];
  const counts = new Map<string, number>();
  let open = 0;
  let most = 0;

  const answer = (response: ServerResponse, data: unknown): void => {
    const text = JSON.stringify(data);
    if (options.gzip !== true) return reply(response, 200, text);
    const bytes = gzipSync(text);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bytes.length });
    response.end(bytes);
  };

  const list = ({ package: asked, page_token: token = '0' }: ApiQuestion): object => {
    const found = records.filter(({ affected }) =>
      affected.some((one) => one.package.ecosystem === asked?.ecosystem && one.package.name === asked?.name),
    );
    const from = Number(token);
    const vulns = found.slice(from, from + pageSize).map(({ id, modified }) => ({ id, modified }));
    const next = from + pageSize < found.length ? { next_page_token: String(from + pageSize) } : {};
    return vulns.length === 0 ? {} : { vulns, ...next };
  };

  const answerBatch = (response: ServerResponse, body: string): void => {
    const { queries } = JSON.parse(body) as { queries: readonly ApiQuestion[] };
    questions.push(queries);
    if (queries.length > 1000) reply(response, 400, '{"code":3,"message":"Too many queries."}');
    else if (queries.some(unknown)) reply(response, 400, '{"code":3,"message":"Invalid ecosystem."}');
    else answer(response, { results: queries.map(list) });
  };

  const answerRecord = async (response: ServerResponse, asked: string): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    // For as long as it takes all that are on their way to come.
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    open -= 1;
    const record = records.find(({ id }) => id === asked);
    if (record === undefined) reply(response, 404, '{"code":5,"message":"Bug not found."}');
    else answer(response, record);
  };

  const server = await serve(async (request, response) => {
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url}`);
    const [, id] = /^\/v1\/vulns\/(.+)$/.exec(url) ?? [];
    const kind = id === undefined ? url : '/v1/vulns';
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    if ((await instead?.(request, response, nth)) === true) return;
    if (method === 'POST' && url === '/v1/querybatch') answerBatch(response, body);
    else if (method === 'GET' && id !== undefined) await answerRecord(response, decodeURIComponent(id));
    else reply(response, 404);
  });
  return { ...server, requests, questions, most: () => most };
}
