import { gunzipSync } from 'node:zlib';
import { createApi, type Api } from '../../src/host/github/api.ts';
import type { Exchange } from '../../src/host/github/exchange.ts';
import type { GithubContext } from '../../src/host/github/context.ts';
import { fakeClock, type FakeClock } from './clock.ts';
import { reply, serve, type Handler } from './server.ts';

/** A comment as GitHub keeps it. */
export interface KeptComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: 'User' | 'Bot' };
  readonly author_association: string;
}

export interface KeptUpload {
  readonly commit_sha: string;
  readonly ref: string;
  readonly tool_name: string;
  /** Unpacked. */
  readonly sarif: string;
}

/** What stands in the way of a request: an answer in its place. */
export type Fault = Handler;

/** GitHub's API on loopback, as far as a run asks it. */
export interface FakeGithub extends AsyncDisposable {
  readonly context: GithubContext;
  readonly clock: FakeClock;
  readonly api: Api;
  readonly uploads: KeptUpload[];
  readonly comments: KeptComment[];
  /** `POST /repos/acme/shop/code-scanning/sarifs`, in order. */
  readonly requests: string[];
  readonly authorizations: Set<string | undefined>;
  /** Stand in the way of the next requests, one each. */
  readonly faults: Fault[];
  /** What code scanning says of an upload, one answer for each question. */
  readonly states: unknown[];
  readonly abort: AbortController;
}

/** An answer with a status and a message. */
export function fault(status: number, message = 'no', headers: Record<string, string> = {}): Fault {
  return (_, response) => reply(response, status, JSON.stringify({ message }), headers);
}

/** Sends by Node's own client, as the run's connections would. */
export const exchange: Exchange = async ({ url, method, headers, body, signal }) => {
  const answer = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
  const text = await answer.text();
  return { status: answer.status, headers: Object.fromEntries(answer.headers), json: parsed(text) };
};

export async function fakeGithub(given: Partial<GithubContext> = {}): Promise<FakeGithub> {
  const clock = fakeClock();
  const abort = new AbortController();
  const kept = {
    uploads: [] as KeptUpload[],
    comments: [] as KeptComment[],
    requests: [] as string[],
    authorizations: new Set<string | undefined>(),
    faults: [] as Fault[],
    states: [] as unknown[],
  };
  const server = await serve(async (request, response) => {
    kept.requests.push(`${request.method} ${request.url}`);
    kept.authorizations.add(request.headers.authorization);
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const standing = kept.faults.shift();
    if (standing !== undefined) return await standing(request, response);
    const { status, json } = answerTo(`${request.method} ${request.url}`, parsed(text), kept);
    reply(response, status, JSON.stringify(json), { 'content-type': 'application/json' });
  });
  const context: GithubContext = {
    apiUrl: server.origin,
    repository: 'acme/shop',
    sha: 'a'.repeat(40),
    ref: 'refs/pull/7/merge',
    event: 'pull_request',
    workflow: 'CI',
    job: 'scan',
    runUrl: 'https://github.test/acme/shop/actions/runs/1',
    pullRequest: { number: 7, fork: false },
    token: 't0ken',
    ...given,
  };
  const api = createApi({ exchange, context, clock, signal: abort.signal });
  return { ...kept, context, clock, api, abort, [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose]() };
}

type Kept = Pick<FakeGithub, 'uploads' | 'comments' | 'states'>;

function answerTo(asked: string, body: unknown, kept: Kept): { readonly status: number; readonly json: unknown } {
  const { pathname, searchParams } = new URL(asked.split(' ')[1] ?? '', 'http://x');
  const route = `${asked.split(' ')[0]} ${pathname.replace('/repos/acme/shop', '')}`;
  if (route === 'POST /code-scanning/sarifs') {
    const { sarif, ...rest } = body as KeptUpload;
    kept.uploads.push({ ...rest, sarif: gunzipSync(Buffer.from(sarif, 'base64')).toString() });
    return { status: 202, json: { id: '47177e22-5596-11eb', url: 'x' } };
  }
  if (route === 'GET /code-scanning/sarifs/47177e22-5596-11eb') {
    return { status: 200, json: kept.states.shift() ?? { processing_status: 'complete' } };
  }
  if (route === 'GET /issues/7/comments') {
    const size = Number(searchParams.get('per_page'));
    const from = (Number(searchParams.get('page')) - 1) * size;
    return { status: 200, json: kept.comments.slice(from, from + size) };
  }
  return commentAnswer(route, (body as { body: string } | undefined)?.body ?? '', kept);
}

function commentAnswer(route: string, body: string, { comments }: Kept): { readonly status: number; readonly json: unknown } {
  if (route === 'POST /issues/7/comments') {
    const id = comments.length + 1;
    comments.push(aComment(id, body));
    return { status: 201, json: { id, html_url: `https://github.test/acme/shop/pull/7#issuecomment-${id}` } };
  }
  const id = Number(/^PATCH \/issues\/comments\/(\d+)$/.exec(route)?.[1]);
  const comment = comments.find((one) => one.id === id);
  if (comment === undefined) return { status: 404, json: { message: 'Not Found' } };
  comment.body = body;
  return { status: 200, json: { id, html_url: `https://github.test/acme/shop/pull/7#issuecomment-${id}` } };
}

/** A comment, by the workflow itself unless told otherwise. */
export function aComment(id: number, body: string, given: Partial<KeptComment> = {}): KeptComment {
  return { id, body, user: { login: 'github-actions[bot]', type: 'Bot' }, author_association: 'NONE', ...given };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
