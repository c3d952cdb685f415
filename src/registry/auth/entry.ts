import { ScanError } from '../../model/errors.ts';
import { basicHeader, checkLogin, describeLogin, fingerprintOf, type Login, secretsOf } from '../credentials/login.ts';
import type { Demand } from './demand.ts';
import { toldOnce } from './notice.ts';
import type { TokenOptions } from './token.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface EntryOptions extends Omit<TokenOptions, 'signal'> {
  readonly repository: string;
  /** Asked anew at each authentication: a scan may outlive a password. */
  readonly credentials: (signal: AbortSignal) => Promise<Login | undefined>;
  /** Told of what was done in another way than it was asked for. */
  readonly onNotice: (line: string) => void;
}

/** What is sent, and how it was come by. */
export interface Pass {
  readonly header: string;
  /** Milliseconds on the monotonic clock. What does not expire was not made by a token service. */
  readonly until: number;
  readonly demand: Demand;
  /** The credentials behind it; undefined where it is anonymous. */
  readonly login: Login | undefined;
}

/**
 * Turns a demand into a pass, with the credentials that there are now or without any. Credentials that were refused are not shown
 * again: the way in is anonymous from then on, because most images are public and a stale password must not hide them.
 */
export class Entry {
  readonly #options: EntryOptions;
  readonly #tokens: Tokens;
  readonly #onNotice: (line: string) => void;
  /** By fingerprint, the credentials that were given up. Others, found later, are tried. */
  #givenUp: string | undefined;
  /** The last credentials that were found: what an error is about. */
  #found: Login | undefined;

  constructor(options: EntryOptions) {
    this.#options = options;
    this.#tokens = createTokens(options);
    this.#onNotice = toldOnce(options.onNotice);
  }

  /** Throws `UNAUTHORIZED` where there is no way in. */
  async enter(demand: Demand, signal: AbortSignal): Promise<Pass> {
    const login = await this.#findLogin(signal);
    const pass = login === undefined ? undefined : await this.#enterAs(login, demand, signal);
    return pass ?? (await this.#enterUnknown(demand, signal));
  }

  /** Forgets the token that a registry did not take. */
  drop(pass: Pass | undefined): void {
    if (pass !== undefined) this.#tokens.drop(pass.header.replace(/^Bearer /, ''));
  }

  /** Never shows these credentials again. Throws `UNAUTHORIZED` where that leaves no way in. */
  giveUp(login: Login | undefined, demand: Demand): void {
    if (login === undefined || demand.kind === 'basic') throw this.unauthorized(demand);
    this.#givenUp = fingerprintOf(login);
    this.#onNotice(`${this.#options.registry} does not accept ${describeLogin(login)}: trying without any.`);
  }

  /** Whether credentials were found, and have been given up since. */
  hasGivenUp(): boolean {
    return this.#found !== undefined && fingerprintOf(this.#found) === this.#givenUp;
  }

  unauthorized(demand?: Demand): ScanError {
    const { registry, repository } = this.#options;
    if (this.#found === undefined) {
      return new ScanError('UNAUTHORIZED', `${registry} wants to know who asks for ${repository}, or it does not exist.`, {
        hint: 'Give registry-username and registry-password, or run "docker login" before.',
      });
    }
    const login = describeLogin(this.#found);
    if (demand?.kind === 'bearer' && !demand.trusted) {
      const { host } = demand.target.realm;
      return new ScanError(
        'UNAUTHORIZED',
        `${registry} wants a token from ${host} for ${repository}; ${login} were not sent there.`,
        {
          hint: 'That host is not known to belong to the registry: ask those who run it whether it does.',
        },
      );
    }
    return new ScanError('UNAUTHORIZED', `${registry} does not accept ${login} for ${repository}.`, {
      hint: 'Check registry-username and registry-password, or log in again.',
    });
  }

  /** What there is to show now, unless it was given up. */
  async #findLogin(signal: AbortSignal): Promise<Login | undefined> {
    const { registry, credentials, onSecret } = this.#options;
    const login = await credentials(signal);
    this.#found = login;
    if (login === undefined) return undefined;
    for (const secret of secretsOf(login)) onSecret(secret);
    checkLogin(login, registry);
    return this.hasGivenUp() ? undefined : login;
  }

  /** Undefined where the credentials are refused, or must not be shown. */
  async #enterAs(login: Login, demand: Demand, signal: AbortSignal): Promise<Pass | undefined> {
    const forever = { until: Number.POSITIVE_INFINITY, demand, login };
    if ('registryToken' in login) return { ...forever, header: `Bearer ${login.registryToken}` };
    if (demand.kind === 'basic') return { ...forever, header: basicHeader(login) };
    const { target, trusted } = demand;
    if (!trusted) {
      const why = `wants a token from ${target.realm.host}, which is not known to belong to it`;
      this.#onNotice(`${this.#options.registry} ${why}: ${describeLogin(login)} are not sent there.`);
      return undefined;
    }
    const token = await this.#tokens.obtain(target, login, signal);
    if (token !== undefined) return { header: `Bearer ${token.value}`, until: token.until, demand, login };
    this.giveUp(login, demand);
    return undefined;
  }

  async #enterUnknown(demand: Demand, signal: AbortSignal): Promise<Pass> {
    const token = demand.kind === 'basic' ? undefined : await this.#tokens.obtain(demand.target, undefined, signal);
    if (token === undefined) throw this.unauthorized(demand);
    return { header: `Bearer ${token.value}`, until: token.until, demand, login: undefined };
  }
}
