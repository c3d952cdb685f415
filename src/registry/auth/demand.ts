import { ScanError } from '../../model/errors.ts';
import { parseChallenges } from './challenge.ts';
import { judgeRealm, type RealmOptions } from './realm.ts';
import type { Answer } from '../transport.ts';
import type { TokenTarget } from './token-request.ts';

/** What a registry wants to see. */
export type Demand =
  | { readonly kind: 'basic' }
  /** `trusted` tells whether the token service may be shown credentials. */
  | { readonly kind: 'bearer'; readonly target: TokenTarget; readonly trusted: boolean };

export interface DemandOptions extends RealmOptions {
  readonly repository: string;
}

/** Scopes that are asked for at once: a registry that always wants another one does not make requests grow for ever. */
const MOST_SCOPES = 16;

/**
 * Reads what a refusal asks for: a token if it can be, else a password. Undefined where it asks for nothing that is known.
 * Throws `REGISTRY_REFUSED` where a token is to be got from nowhere, or from where nothing may be sent.
 */
export function demandOf(refusal: Answer, options: DemandOptions): Demand | undefined {
  const challenges = parseChallenges(refusal.headers('www-authenticate'));
  const bearers = challenges.filter(({ scheme }) => scheme === 'bearer').map(({ parameters }) => parameters);
  const bearer = bearers.find((parameters) => parameters.has('realm'));
  if (bearer !== undefined) {
    const { url: realm, trusted } = judgeRealm(bearer.get('realm') ?? '', refusal.url, options);
    const asked = (bearer.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    const scopes = asked.length > 0 ? asked : [`repository:${options.repository}:pull`];
    return { kind: 'bearer', target: { realm, service: bearer.get('service'), scopes }, trusted };
  }
  if (challenges.some(({ scheme }) => scheme === 'basic')) return { kind: 'basic' };
  if (bearers.length === 0) return undefined;
  throw new ScanError('REGISTRY_REFUSED', `${options.registry} asks for a token and does not say where to get one.`);
}

/** The new demand, and what was demanded before of the same service: the new scopes first, because they are what is missing. */
export function mergeDemands(demand: Demand, before: Demand | undefined): Demand {
  if (demand.kind !== 'bearer' || before?.kind !== 'bearer' || !isSameService(demand.target, before.target)) return demand;
  const scopes = [...new Set([...demand.target.scopes, ...before.target.scopes])].slice(0, MOST_SCOPES);
  return { ...demand, target: { ...demand.target, scopes } };
}

/** Whether what was got for one demand is all that the other one asks for. */
export function covers(got: Demand, asked: Demand): boolean {
  if (got.kind !== 'bearer' || asked.kind !== 'bearer') return got.kind === asked.kind;
  return isSameService(got.target, asked.target) && asked.target.scopes.every((scope) => got.target.scopes.includes(scope));
}

function isSameService(one: TokenTarget, other: TokenTarget): boolean {
  return one.realm.href === other.realm.href && one.service === other.service;
}
