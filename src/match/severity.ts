import type { Advisory, Affected } from '../model/advisory.ts';
import { compareSeverity, type Rating, type Severity, severityOfScore } from '../model/severity.ts';
import { type BaseScore, baseScore } from './cvss.ts';

/**
 * The words by which publishers rate. Debian: https://security-team.debian.org/security_tracker.html#severity-levels, Ubuntu:
 * https://ubuntu.com/security/cves/about#priority, Red Hat: https://access.redhat.com/security/updates/classification.
 * A word that is not here (`not yet assigned`, `end-of-life`, `untriaged`) rates nothing.
 */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['important', 'high'],
  ['high', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['negligible', 'low'],
  ['minor', 'low'],
  ['unimportant', 'low'],
]);

const UNRATED: Rating = { severity: 'unknown', origin: 'none' };

/** The errata of Red Hat and of those who rebuild it begin their titles with the rating: `Important: kernel security update`. */
const RATED_ERRATUM = /^(?:AL|RL|RH|RX)[SBE]A-/;

/**
 * How bad an advisory says it is, for these of its entries: the distribution's word; else the word of the database that reviewed it, as
 * GitHub's does; else CVSS (newest version first); else the word that the title begins with.
 */
export function rate(advisory: Advisory, entries: readonly Affected[]): Rating {
  const severities = [...entries.flatMap((entry) => entry.severity), ...advisory.severity];
  const cvss = baseScore(severities);
  const word = distributionWord(entries, severities);
  // A score goes with a word only where they agree, because a reader sorts by the score.
  if (word !== undefined) return { severity: word, ...agreeing(cvss, word), origin: 'distribution' };
  const reviewed = RATED_ERRATUM.test(advisory.id) ? undefined : severityOfWord(advisory.severityWord);
  if (reviewed !== undefined) return { severity: reviewed, ...agreeing(cvss, reviewed), origin: 'advisory' };
  if (cvss !== undefined) return { severity: severityOfScore(cvss.score), ...cvss, origin: 'cvss' };
  const title = titleWord(advisory);
  if (title !== undefined) return { severity: title, origin: 'summary' };
  const own = severityOfWord(advisory.severityWord);
  return own === undefined ? UNRATED : { severity: own, origin: 'distribution' };
}

/**
 * The rating of a vulnerability that several advisories rate: the worst, and among equals the first that has a score. Where a
 * distribution rates it, what others think of it elsewhere does not count.
 */
export function worst(ratings: readonly Rating[]): Rating {
  const own = ratings.filter(({ origin }) => origin === 'distribution');
  let found = UNRATED;
  for (const rating of own.length > 0 ? own : ratings) {
    if (compareRatings(rating, found) < 0) found = rating;
  }
  return found;
}

function compareRatings(a: Rating, b: Rating): number {
  const bySeverity = compareSeverity(a.severity, b.severity);
  return bySeverity === 0 ? (b.score ?? 0) - (a.score ?? 0) : bySeverity;
}

function distributionWord(entries: readonly Affected[], severities: Advisory['severity']): Severity | undefined {
  const scored = severities.filter((severity) => !severity.type.startsWith('CVSS')).map((severity) => severity.score);
  const words = [...entries.map((entry) => entry.severityWord), ...scored];
  return words
    .map(severityOfWord)
    .filter((severity) => severity !== undefined)
    .toSorted(compareSeverity)[0];
}

function titleWord(advisory: Advisory): Severity | undefined {
  if (!RATED_ERRATUM.test(advisory.id)) return undefined;
  return severityOfWord(/^(Critical|Important|Moderate|Low):/.exec(advisory.summary)?.[1]);
}

// Debian marks a rating that it has not confirmed with asterisks.
function severityOfWord(word: string | undefined): Severity | undefined {
  return word === undefined ? undefined : WORDS.get(word.toLowerCase().replace(/\**$/, ''));
}

function agreeing(cvss: BaseScore | undefined, severity: Severity): Partial<BaseScore> {
  return cvss !== undefined && severityOfScore(cvss.score) === severity ? cvss : {};
}
