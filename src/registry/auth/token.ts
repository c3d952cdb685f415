import * as v from 'valibot';
import type { Clock } from '../../model/clock.ts';
import { ScanError } from '../../model/errors.ts';
import { TransientError } from '../attempt.ts';
import { MOST_HOPS, redirectOf, tooManyHops } from '../redirect.ts';
import { retry } from '../retry.ts';
import { describe, errorText, failureOf } from '../status.ts';
import { type Answer, type Get, readBody } from '../transport.ts';
import { checkPlace } from './realm.ts';
import { withBody } from './replay.ts';
import { type Asking, type Refusal, type TokenRequest, tokenRequests, type TokenTarget } from './token-request.ts';

/** What a token service granted. */
export interface Token {
  readonly value: string;
  /** Milliseconds on the monotonic clock, until which the token may be sent. */
  readonly until: number;
  /** Lets the next one be got without a password. Kept in memory only. */
  readonly refreshToken: string | undefined;
}

export interface TokenOptions {
  /** The registry's name, for messages. */
  readonly registry: string;
  readonly get: Get;
  readonly clock: Clock;
  /** Told of every secret before it is used. */
  readonly onSecret: (secret: string) => void;
  readonly signal: AbortSignal;
}

const GRANT = v.object({
  token: v.nullish(v.string()),
  access_token: v.nullish(v.string()),
  refresh_token: v.nullish(v.string()),
  expires_in: v.optional(v.unknown()),
});
const LARGEST_TOKEN = 128 * 1024;
/** Seconds, where the service does not tell. */
const DEFAULT_LIFE = 60;
/** Of a token's life, and in milliseconds: what is not counted on, so that no request sets out with a token that dies on the way. */
const MARGIN = { share: 0.1, most: 30_000 };
/** Milliseconds for one answer, body and all. */
const TIMEOUT = 15_000;
const REFUSALS: readonly Refusal[] = [400, 401, 403, 404, 405];

/**
 * Asks a token service in every way that it may understand. Undefined where it does not take the login. A token's life counts from
 * its receipt: what the service's clock says is not believed. Throws `REGISTRY_REFUSED` and `NETWORK`.
 */
export async function requestToken(target: TokenTarget, asking: Asking, options: TokenOptions): Promise<Token | undefined> {
  let refused: Refused = { status: 404, said: '' };
  for (const request of tokenRequests(target, asking)) {
    const answer = await retry(async () => await inTime(request, options), options);
    if ('value' in answer) return { ...answer, refreshToken: answer.refreshToken ?? kept(request, asking) };
    refused = answer;
    if (!request.goesOn(answer.status)) break;
  }
  if (isNo(refused.status, asking)) return undefined;
  const said = refused.said === '' ? '' : `: ${refused.said}`;
  const message = `${target.realm.host} answered ${refused.status} while asked for a token of ${options.registry}${said}.`;
  throw new ScanError('REGISTRY_REFUSED', message);
}

/** Whether a refusal is meant for who asks, and not for how. Some say 400 to a password that they do not know. */
function isNo(status: Refusal, { login }: Asking): boolean {
  return status === 401 || status === 403 || (status === 400 && login !== undefined);
}

/** A refresh token that was used and not replaced holds on. */
function kept({ form }: TokenRequest, { refreshToken }: Asking): string | undefined {
  return refreshToken !== undefined && new URLSearchParams(form).get('refresh_token') === refreshToken ? refreshToken : undefined;
}

interface Refused {
  readonly status: Refusal;
  readonly said: string;
}

async function inTime(request: TokenRequest, options: TokenOptions): Promise<Token | Refused> {
  const { clock, signal } = options;
  const timeout = new AbortController();
  const disarm = clock.after(TIMEOUT, () => {
    const message = `${request.url.host} did not answer within ${TIMEOUT / 1000} s while asked for a token.`;
    const hint = 'Check that the host is reachable from this runner, and its proxy settings.';
    timeout.abort(new TransientError('network', new ScanError('NETWORK', message, { hint })));
  });
  try {
    return await exchange(request, { ...options, signal: AbortSignal.any([signal, timeout.signal]) });
  } finally {
    disarm();
  }
}

async function exchange(request: TokenRequest, options: TokenOptions): Promise<Token | Refused> {
  const { registry, signal } = options;
  const answer = await send(request, options);
  if (answer.status === 200) return readToken(await readBody(answer, LARGEST_TOKEN, signal), answer, options);
  // What is said to someone who showed a secret may repeat it.
  const quotable = isAnonymous(request) ? answer : silenced(answer);
  const status = REFUSALS.find((refusal) => refusal === answer.status);
  if (status === undefined) throw await failureOf(quotable, `a token of ${registry}`, options);
  return { status, said: describe(await errorText(quotable, signal)) };
}

function isAnonymous({ authorization, form }: TokenRequest): boolean {
  return authorization === undefined && form === undefined;
}

function silenced(answer: Answer): Answer {
  answer.cancel();
  return withBody(answer, '');
}

/** Follows redirects only where nothing secret is sent: nobody but the realm itself was judged to be worth it. */
async function send(request: TokenRequest, { registry, get, signal }: TokenOptions): Promise<Answer> {
  const { form, authorization } = request;
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  let { url } = request;
  for (let hops = 0; hops <= MOST_HOPS; hops += 1) {
    const answer = await get(url, { headers, signal, ...(form === undefined ? {} : { method: 'POST', body: form }) });
    const location = redirectOf(answer);
    if (location === undefined) return answer;
    answer.cancel();
    if (!isAnonymous(request)) {
      throw new ScanError(
        'REGISTRY_REFUSED',
        `${url.host} sends our credentials for ${registry} on to ${location.host}; that is refused.`,
        {
          hint: 'Ask those who run the registry: its token service must answer by itself.',
        },
      );
    }
    checkPlace(location, url, registry);
    url = location;
  }
  throw tooManyHops(request.url.host);
}

function readToken(body: Buffer, { url }: Answer, { registry, clock, onSecret }: TokenOptions): Token {
  const parsed = v.safeParse(GRANT, parseJson(body));
  const value = parsed.success ? parsed.output.access_token || parsed.output.token : undefined;
  // A header holds no more than this; anything else would not arrive as it was meant.
  if (!parsed.success || !value || !/^[\x21-\x7e]+$/.test(value)) {
    throw new ScanError('REGISTRY_REFUSED', `${url.host} answered without a token for ${registry}.`);
  }
  const refreshToken = parsed.output.refresh_token || undefined;
  for (const secret of [value, refreshToken]) if (secret !== undefined) onSecret(secret);
  const life = lifeOf(parsed.output.expires_in) * 1000;
  return { value, until: clock.now() + life - Math.min(life * MARGIN.share, MARGIN.most), refreshToken };
}

/** Seconds. Some services write the number as a text. */
function lifeOf(told: unknown): number {
  const seconds = typeof told === 'string' || typeof told === 'number' ? Number(told) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : DEFAULT_LIFE;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
