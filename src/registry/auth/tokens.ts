import { fingerprintOf, type Login } from '../credentials/login.ts';
import { requestToken, type Token, type TokenOptions } from './token.ts';
import type { TokenTarget } from './token-request.ts';

/** The tokens of one run, by who asked whom for what. They are in memory and nowhere else. */
export interface Tokens {
  /** One that lives, or a new one. Undefined where the service does not take the login; that is not kept. */
  obtain(target: TokenTarget, login: Login | undefined, signal: AbortSignal): Promise<Token | undefined>;
  /** Forgets a token that a registry did not take, whatever life it has left. */
  drop(value: string): void;
}

/** An empty one. */
export function createTokens(options: Omit<TokenOptions, 'signal'>): Tokens {
  const tokens = new Map<string, Token>();
  const refreshTokens = new Map<string, string>();
  return {
    obtain: async (target, login, signal) => {
      const asker = JSON.stringify([target.realm.href, target.service, fingerprintOf(login)]);
      const key = JSON.stringify([asker, [...target.scopes].sort()]);
      const known = tokens.get(key);
      if (known !== undefined && options.clock.now() < known.until) return known;
      const asking = { login, refreshToken: refreshTokens.get(asker), tellsAccount: options.registry === 'docker.io' };
      const token = await requestToken(target, asking, { ...options, signal });
      if (token?.refreshToken === undefined) refreshTokens.delete(asker);
      else refreshTokens.set(asker, token.refreshToken);
      if (token !== undefined) tokens.set(key, token);
      return token;
    },
    drop: (value) => {
      for (const [key, token] of tokens) if (token.value === value) tokens.delete(key);
    },
  };
}
