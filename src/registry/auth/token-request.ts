import { basicHeader, type Login } from '../credentials/login.ts';

/** What is asked of a token service. */
export interface TokenTarget {
  readonly realm: URL;
  readonly service: string | undefined;
  /** In the order in which they are asked for. */
  readonly scopes: readonly string[];
}

/** A status by which a service says no: to this login, or to this way of asking. */
export type Refusal = 400 | 401 | 403 | 404 | 405;

/** One way to ask for a token. */
export interface TokenRequest {
  readonly url: URL;
  /** The form of a POST; undefined is a GET. */
  readonly form: string | undefined;
  readonly authorization: string | undefined;
  /** Whether the next way is worth a try after such an answer. */
  readonly goesOn: (refusal: Refusal) => boolean;
}

export interface Asking {
  readonly login: Login | undefined;
  /** What an earlier answer gave for this very purpose. */
  readonly refreshToken: string | undefined;
  /** Whether the user is told by name as well, as Docker Hub wants it. */
  readonly tellsAccount: boolean;
}

/**
 * The ways to ask, the best first: a refresh token by POST; an identity token by POST and then GET; a password by GET, and by POST
 * where there is no GET; else anonymously.
 */
export function tokenRequests(target: TokenTarget, { login, refreshToken, tellsAccount }: Asking): readonly TokenRequest[] {
  // Whatever is wrong with a refresh token, there is another way.
  const refreshing = refreshToken === undefined ? [] : [post(target, refreshGrant(refreshToken), () => true)];
  if (login === undefined || 'registryToken' in login) return [...refreshing, get(target)];
  const authorization = basicHeader(login);
  if ('identityToken' in login) {
    const first = post(target, refreshGrant(login.identityToken), (refusal) => refusal !== 403);
    return [...refreshing, first, { ...get(target), authorization }];
  }
  const { username, password } = login;
  const first = { ...get(target, tellsAccount ? username : undefined), authorization, goesOn: isAbsent };
  return [...refreshing, first, post(target, { grant_type: 'password', username, password }, never)];
}

const isAbsent = (refusal: Refusal): boolean => refusal === 404 || refusal === 405;
const never = (): boolean => false;

function refreshGrant(token: string): Readonly<Record<string, string>> {
  return { grant_type: 'refresh_token', refresh_token: token };
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
function get({ realm, service, scopes }: TokenTarget, account?: string): TokenRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  if (account !== undefined) url.searchParams.set('account', account);
  return { url, form: undefined, authorization: undefined, goesOn: never };
}

/** https://distribution.github.io/distribution/spec/auth/oauth/ */
function post(
  { realm, service, scopes }: TokenTarget,
  grant: Readonly<Record<string, string>>,
  goesOn: TokenRequest['goesOn'],
): TokenRequest {
  const form = new URLSearchParams({ ...grant, client_id: 'hullcheck' });
  if (service !== undefined) form.set('service', service);
  form.set('scope', scopes.join(' '));
  return { url: realm, form: form.toString(), authorization: undefined, goesOn };
}
