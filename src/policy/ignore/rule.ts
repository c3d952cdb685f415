import type { Finding, Report } from '../../model/report.ts';
import { accepts, type Automaton } from '../pattern/automaton.ts';
import { withoutSlash } from '../pattern/glob.ts';
import { isPackage, type PackagePattern } from './package-pattern.ts';

/** A finding that someone decided to leave out. Each thing that it names must be so; a rule names at least one. */
export interface IgnoreRule {
  /** Names of vulnerabilities, any of which is meant by any of its aliases. */
  readonly ids?: readonly string[];
  readonly packages?: readonly PackagePattern[];
  /** Patterns of the path of the file that records the package, or of the application that holds it. */
  readonly paths?: readonly Automaton[];
  readonly fixes?: readonly FixState[];
  /** Milliseconds since the epoch: from then on the rule has no effect. */
  readonly expires?: number;
  readonly reason?: string;
  readonly source: RuleSource;
}

/** Where a rule stands. */
export interface RuleSource {
  readonly file: string;
  /** Counted from one; absent where the format does not tell. */
  readonly line?: number;
}

/** Whether there is a fix, in the words of Grype: https://github.com/anchore/grype#specifying-matches-to-ignore */
export type FixState = 'fixed' | 'not-fixed' | 'wont-fix' | 'unknown';

/** Whether the rule leaves the finding out, were it not for its date. */
export function leavesOut(rule: IgnoreRule, finding: Finding, { release }: Pick<Report, 'release'>): boolean {
  const { ids, packages, paths, fixes } = rule;
  if (ids === undefined && packages === undefined && paths === undefined && fixes === undefined) return false;
  return (
    (ids === undefined || isNamed(finding, ids)) &&
    (fixes === undefined || fixes.includes(fixStateOf(finding))) &&
    (packages === undefined || packages.some((pattern) => isPackage(pattern, finding.package, release))) &&
    (paths === undefined || placesOf(finding).some((place) => paths.some((path) => accepts(path, place))))
  );
}

/** A vulnerability's name as names are compared: GHSA ids are written in both cases. */
export function canonicalId(id: string): string {
  return id.trim().toUpperCase();
}

/** All names of a finding's vulnerability, as names are compared. */
export function namesOf({ vulnerability }: Finding): readonly string[] {
  return [vulnerability.id, ...vulnerability.aliases].map(canonicalId);
}

function isNamed(finding: Finding, ids: readonly string[]): boolean {
  const names = new Set(namesOf(finding));
  return ids.some((id) => names.has(canonicalId(id)));
}

function placesOf({ package: { path, root } }: Finding): readonly string[] {
  return [path, ...(root === undefined ? [] : [root])].map(withoutSlash);
}

function fixStateOf({ fixedIn, outlook }: Finding): FixState {
  if (fixedIn !== undefined) return 'fixed';
  return outlook === 'will-not-fix' || outlook === 'end-of-life' ? 'wont-fix' : 'not-fixed';
}
