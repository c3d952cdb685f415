import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reply, type Server, serve } from './server.ts';

/** One request for a token, as the service sees it. */
export interface TokenAsk {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  /** `user:password`, where there was Basic authorization. */
  readonly basic: string | undefined;
  /** How many there were before this one. */
  readonly count: number;
  readonly response: ServerResponse;
}

export interface TokenReply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface TokenService extends Server {
  readonly asks: readonly TokenAsk[];
  /** The realm under the name `localhost`, which is not the host of any registry here. */
  readonly foreignOrigin: string;
}

/** The nth token that is granted where nothing else is said. */
export function grant(count: number, more: object = {}): TokenReply {
  return { body: { token: `token-${count + 1}`, expires_in: 300, ...more } };
}

/**
 * A token service on loopback, by GET and POST. `answer` may leave the answering to itself by returning undefined.
 * https://distribution.github.io/distribution/spec/auth/
 */
export async function startTokenService(
  answer: (ask: TokenAsk) => TokenReply | undefined = ({ count }) => grant(count),
): Promise<TokenService> {
  const asks: TokenAsk[] = [];
  const server = await serve(async (request, response) => {
    const ask = await read(request, response, asks.length);
    asks.push(ask);
    const replied = answer(ask);
    if (replied === undefined) return;
    const { status = 200, body = {}, headers } = replied;
    reply(response, status, typeof body === 'string' ? body : JSON.stringify(body), headers);
  });
  return { ...server, asks, foreignOrigin: server.origin.replace('127.0.0.1', 'localhost') };
}

async function read(request: IncomingMessage, response: ServerResponse, count: number): Promise<TokenAsk> {
  const { authorization = '' } = request.headers;
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  return {
    method: request.method ?? '',
    query: new URL(request.url ?? '/', 'http://service').searchParams,
    form: new URLSearchParams(await text(request)),
    basic: basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8'),
    count,
    response,
  };
}
