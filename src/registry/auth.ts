import { covers, type Demand, demandOf, mergeDemands } from './auth/demand.ts';
import { Entry, type EntryOptions, type Pass } from './auth/entry.ts';
import { meansExpired, readRefusal } from './auth/expired.ts';
import { createFlight } from './auth/flight.ts';
import { fingerprintOf } from './credentials/login.ts';
import { isPlainAllowed } from './plain.ts';
import type { Answer } from './transport.ts';

/** Holds what proves to one registry who is asking, for one repository. */
export interface Authorizer {
  /** The header for the next request; undefined while nothing was asked for. One that is about to expire is replaced before. */
  header(signal: AbortSignal): Promise<string | undefined>;
  /** Sees every answer of the registry. Throws `UNAUTHORIZED` where there is nothing more to offer. */
  settle(answer: Answer, sent: SentRequest): Promise<Settled>;
}

/** The request that was answered. */
export interface SentRequest {
  /** What it said about who asks. */
  readonly header: string | undefined;
  /** The renewals that it has taken so far. */
  readonly renewals: number;
  readonly signal: AbortSignal;
}

export type Settled =
  /** Nobody has read its body. */
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** It was a refusal: the same request may be sent again, with a new header. None was renewed where another request did it. */
  | { readonly kind: 'again'; readonly renewals: 0 | 1 };

export interface AuthorizerOptions extends EntryOptions {
  /** Whether plain http may be spoken with a URL's host; without it, on this machine only. */
  readonly isPlainAllowed?: (url: URL) => boolean;
  /** Further hosts, with their ports, that may be shown credentials for this registry. */
  readonly allowedTokenHosts?: readonly string[];
}

/** For one request, with the same credentials. Over a whole run there is no limit. */
const MOST_RENEWALS = 2;

/** Anonymous, Basic and Bearer by challenge. One authentication at a time, whoever waits for it. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  return new Session(options);
}

/** The pass that is shown now, and what becomes of it as the registry answers. */
class Session implements Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #entry: Entry;
  readonly #flight = createFlight<Pass>();
  #pass: Pass | undefined;
  /** Whether the registry has ever taken what the present credentials brought. */
  #proven = false;

  constructor(options: AuthorizerOptions) {
    this.#options = options;
    this.#entry = new Entry(options);
  }

  async header(signal: AbortSignal): Promise<string | undefined> {
    const pass = this.#pass;
    if (pass === undefined || this.#isAlive(pass)) return pass?.header;
    return (await this.#enter(pass.demand, signal)).header;
  }

  async settle(answer: Answer, sent: SentRequest): Promise<Settled> {
    if (answer.status === 401) {
      answer.cancel();
      return await this.#renew(answer, sent);
    }
    if (sent.header !== undefined && (answer.status === 400 || answer.status === 403))
      return await this.#settleRefusal(answer, sent);
    if (sent.header === this.#pass?.header) this.#proven = true;
    return { kind: 'answered', answer };
  }

  /** A refusal that does not say that it is about who asks, and may be. */
  async #settleRefusal(unread: Answer, sent: SentRequest): Promise<Settled> {
    const { header = '', renewals, signal } = sent;
    const refusal = await readRefusal(unread, signal);
    const { answer } = refusal;
    if (renewals < MOST_RENEWALS && meansExpired(refusal, header)) return await this.#renew(answer, sent);
    const pass = this.#pass;
    if (answer.status !== 403 || pass?.header !== header || pass.demand.kind === 'basic') return { kind: 'answered', answer };
    if (pass.login === undefined && this.#entry.hasGivenUp()) throw this.#entry.unauthorized(pass.demand);
    // Credentials that have opened something are right: then it is this one thing that is denied.
    if (pass.login === undefined || this.#proven) return { kind: 'answered', answer };
    this.#entry.giveUp(pass.login, pass.demand);
    await this.#enter(pass.demand, signal);
    return { kind: 'again', renewals: 1 };
  }

  /** Gets another header than the one that was refused. */
  async #renew(refusal: Answer, { header, renewals, signal }: SentRequest): Promise<Settled> {
    const demand = this.#demandOf(refusal);
    const pass = this.#pass;
    const refused = pass?.header === header ? pass : undefined;
    // While this request was on its way, another one may have been refused for the same reason.
    if (refused === undefined && this.#serves(pass, demand)) return { kind: 'again', renewals: 0 };
    if (renewals > MOST_RENEWALS) throw this.#entry.unauthorized(demand);
    if (renewals === MOST_RENEWALS) this.#entry.giveUp(pass?.login, demand);
    this.#entry.drop(refused);
    const next = await this.#enter(demand, signal);
    if (next.header === header && !Number.isFinite(next.until)) {
      // The very same again: to show it once more could only lock an account.
      this.#entry.giveUp(next.login, demand);
      await this.#enter(demand, signal);
    }
    return { kind: 'again', renewals: 1 };
  }

  #demandOf(refusal: Answer): Demand {
    const { registry, repository, isPlainAllowed: allowed = isPlainHere, allowedTokenHosts = [] } = this.#options;
    const before = this.#pass?.demand;
    const demand = demandOf(refusal, { registry, repository, isPlainAllowed: allowed, allowedTokenHosts }) ?? before;
    if (demand === undefined) throw this.#entry.unauthorized();
    return mergeDemands(demand, before);
  }

  async #enter(demand: Demand, signal: AbortSignal): Promise<Pass> {
    const pass = await this.#flight(JSON.stringify(demand), async (shared) => await this.#entry.enter(demand, shared), signal);
    if (pass !== this.#pass && fingerprintOf(pass.login) !== fingerprintOf(this.#pass?.login)) this.#proven = false;
    this.#pass = pass;
    return pass;
  }

  #serves(pass: Pass | undefined, demand: Demand): boolean {
    return pass !== undefined && this.#isAlive(pass) && covers(pass.demand, demand);
  }

  #isAlive({ until }: Pass): boolean {
    return this.#options.clock.now() < until;
  }
}

function isPlainHere(url: URL): boolean {
  return isPlainAllowed(url);
}
