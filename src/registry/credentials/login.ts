import { createHash } from 'node:crypto';
import { ScanError } from '../../model/errors.ts';
import type { Credentials } from '../../model/request.ts';

/** What a token service takes instead of a password, for longer than a token lives: `identitytoken` in Docker's configuration. */
export interface IdentityLogin {
  readonly identityToken: string;
  readonly username?: string;
}

/** A bearer token that somebody else has already got: `registrytoken` in Docker's configuration. It is used as it is. */
export interface TokenLogin {
  readonly registryToken: string;
}

/** What proves to a registry who is asking. */
export type Login = (Credentials | IdentityLogin | TokenLogin) & {
  /** Where it was found, for people; undefined where it was given with the request. */
  readonly source?: string;
};

/** The user that stands for an identity token where there must be one: https://docs.docker.com/reference/cli/docker/login/ */
export const TOKEN_USER = '<token>';

/** The header value of https://www.rfc-editor.org/rfc/rfc7617. A registry token is no password and has none. */
export function basicHeader(login: Credentials | IdentityLogin): string {
  return `Basic ${Buffer.from(pairOf(login), 'utf8').toString('base64')}`;
}

function pairOf(login: Credentials | IdentityLogin): string {
  return 'identityToken' in login
    ? `${login.username ?? TOKEN_USER}:${login.identityToken}`
    : `${login.username}:${login.password}`;
}

/** Tells two logins apart without keeping either. */
export function fingerprintOf(login: Login | undefined): string {
  if (login === undefined) return 'anonymous';
  const fields =
    'registryToken' in login
      ? ['registry', login.registryToken]
      : ['identityToken' in login ? 'identity' : 'password', pairOf(login)];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** Everything of a login that must never be shown, in each form in which it travels. */
export function secretsOf(login: Login): readonly string[] {
  if ('registryToken' in login) return [login.registryToken];
  const pair = pairOf(login);
  const secret = 'identityToken' in login ? login.identityToken : login.password;
  return [secret, pair, Buffer.from(secret, 'utf8').toString('base64'), Buffer.from(pair, 'utf8').toString('base64')].filter(
    (form) => form !== '',
  );
}

/** In words, for a message: "the given credentials", "the credentials of ~/.docker/config.json". */
export function describeLogin({ source }: Login): string {
  return source === undefined ? 'the given credentials' : `the credentials of ${source}`;
}

/** Throws `USAGE` where a value would end a header and begin another one: such a value was damaged, or is an attack. */
export function checkLogin(login: Login, registry: string): void {
  const values = [
    'username' in login ? login.username : undefined,
    'password' in login ? login.password : undefined,
    'identityToken' in login ? login.identityToken : undefined,
    'registryToken' in login ? login.registryToken : undefined,
  ];
  if (!values.some((value) => value !== undefined && /[\r\n\0]/.test(value))) return;
  throw new ScanError('USAGE', `There is a line break in ${describeLogin(login)} for ${registry}.`, {
    hint: 'Store the secret again without one: "printf %s" writes none, "echo" does.',
  });
}
