import * as v from 'valibot';
import type { Clock } from '../model/clock.ts';
import { ScanError } from '../model/errors.ts';
import type { Credentials } from '../model/request.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { retry } from './retry.ts';
import { failureOf } from './status.ts';
import { type Answer, type Get, readBody } from './transport.ts';

/** Holds what proves to one registry who is asking, for one repository. */
export interface Authorizer {
  /** The header for the next request; undefined while nothing was asked for. */
  header(): string | undefined;
  /** Answers a 401. Throws `UNAUTHORIZED` where there is nothing more to offer. */
  answer(refusal: Answer, signal: AbortSignal): Promise<void>;
}

export interface AuthorizerOptions {
  readonly registry: string;
  readonly repository: string;
  /** Asked anew at each authentication: a scan may outlive a password. */
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly get: Get;
  readonly clock: Clock;
  /** Told of every secret that was obtained, so that it can be masked. */
  readonly onSecret: (secret: string) => void;
}

const TOKEN = v.object({
  token: v.optional(v.string()),
  access_token: v.optional(v.string()),
  expires_in: v.optional(v.number()),
});
const LARGEST_TOKEN = 128 * 1024;
/** Seconds, where the server does not tell: https://distribution.github.io/distribution/spec/auth/token/ */
const SHORTEST_LIFE = 60;

/** Anonymous, Basic and Bearer by challenge. One authentication at a time, whoever waits for it. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  let current: { readonly header: string; readonly until: number } | undefined;
  let underway: Promise<void> | undefined;

  async function authenticate(challenges: readonly Challenge[], signal: AbortSignal): Promise<void> {
    const credentials = await options.credentials();
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    if (bearer !== undefined) {
      const { token, seconds } = await fetchToken(bearer, credentials, { ...options, signal });
      options.onSecret(token);
      // A tenth is kept back, so that no request sets out with a token that dies on the way.
      current = { header: `Bearer ${token}`, until: options.clock.now() + seconds * 900 };
      return;
    }
    const basic = challenges.some((challenge) => challenge.scheme === 'basic');
    if (!basic || credentials === undefined) throw unauthorized(options, credentials !== undefined);
    current = { header: basicHeader(credentials), until: Number.POSITIVE_INFINITY };
  }

  return {
    header: () => (current !== undefined && options.clock.now() < current.until ? current.header : undefined),
    answer: async (refusal, signal) => {
      refusal.cancel();
      const challenges = parseChallenges(refusal.headers('www-authenticate'));
      underway ??= authenticate(challenges, signal).finally(() => {
        underway = undefined;
      });
      await underway;
    },
  };
}

function basicHeader({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

interface TokenOptions extends AuthorizerOptions {
  readonly signal: AbortSignal;
}

async function fetchToken(
  challenge: Challenge,
  credentials: Credentials | undefined,
  options: TokenOptions,
): Promise<{ token: string; seconds: number }> {
  const url = tokenUrl(challenge, options);
  const body = await retry(
    async () => {
      const headers = credentials === undefined ? {} : { authorization: basicHeader(credentials) };
      const answer = await options.get(url, { headers, signal: options.signal });
      if (answer.status === 401 || answer.status === 403) {
        answer.cancel();
        throw unauthorized(options, credentials !== undefined);
      }
      if (answer.status !== 200) throw await failureOf(answer, `a token of ${options.registry}`, options);
      return await readBody(answer, LARGEST_TOKEN, options.signal);
    },
    { clock: options.clock, signal: options.signal },
  );
  const parsed = v.safeParse(TOKEN, parseJson(body));
  const token = parsed.success ? parsed.output.access_token || parsed.output.token : undefined;
  if (!parsed.success || !token) {
    throw new ScanError('REGISTRY_REFUSED', `${url.host} answered without a token for ${options.registry}.`);
  }
  return { token, seconds: Math.max(parsed.output.expires_in ?? SHORTEST_LIFE, SHORTEST_LIFE) };
}

function tokenUrl(challenge: Challenge, { registry, repository }: AuthorizerOptions): URL {
  const realm = challenge.parameters.get('realm');
  if (realm === undefined || !URL.canParse(realm)) {
    throw new ScanError('REGISTRY_REFUSED', `${registry} asks for a token and does not say where to get one.`);
  }
  const url = new URL(realm);
  const service = challenge.parameters.get('service');
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of (challenge.parameters.get('scope') ?? `repository:${repository}:pull`).split(' ')) {
    if (scope !== '') url.searchParams.append('scope', scope);
  }
  return url;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function unauthorized({ registry, repository }: AuthorizerOptions, tried: boolean): ScanError {
  return tried
    ? new ScanError('UNAUTHORIZED', `${registry} does not accept the given credentials for ${repository}.`, {
        hint: 'Check registry-username and registry-password, or log in again.',
      })
    : new ScanError('UNAUTHORIZED', `${registry} wants to know who asks for ${repository}, or it does not exist.`, {
        hint: 'Give registry-username and registry-password, or run "docker login" before.',
      });
}
