import { compareSeverity, type Rating, type Severity, severityOfScore } from '../../model/severity.ts';

/** What stands for a band where no score does. A rating nobody gave is shown as low: 0.0 would hide the alert's severity. */
const BAND_SCORES: Readonly<Record<Severity, number>> = { critical: 9.5, high: 8, medium: 5.5, low: 2, unknown: 2 };

const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note', unknown: 'note' } as const;

/** The SARIF level of a severity: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317648 */
export function levelOf(severity: Severity): (typeof LEVELS)[Severity] {
  return LEVELS[severity];
}

/**
 * `security-severity`: a number as text in the band that GitHub shows as this severity. The score itself where it lies in the
 * band, else the band's own number, so that GitHub and the gate always agree.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object
 */
export function securitySeverity(rating: Rating): string {
  const score = Math.round((rating.score ?? Number.NaN) * 10) / 10;
  const fits = rating.severity !== 'unknown' && score <= 10 && severityOfScore(score) === rating.severity;
  // GitHub calls "over 9.0" critical and "7.0 to 8.9" high: exactly 9.0 is in neither band, 9.1 is in the right one.
  if (fits && score === 9) return '9.1';
  return (fits ? score : BAND_SCORES[rating.severity]).toFixed(1);
}

/** Negative when `a` is worse than `b`. */
export function compareRating(a: Rating, b: Rating): number {
  return compareSeverity(a.severity, b.severity) || (b.score ?? 0) - (a.score ?? 0);
}

/** `High, CVSS 7.5`; the score is left out where it tells another band than the one that counts. */
export function ratingText(rating: Rating): string {
  const word = severityTitle(rating.severity);
  return rating.score === undefined || severityOfScore(rating.score) !== rating.severity
    ? word
    : `${word}, CVSS ${rating.score.toFixed(1)}`;
}

/** `High`; `Unrated` where nobody gave a rating. */
export function severityTitle(severity: Severity): string {
  return severity === 'unknown' ? 'Unrated' : `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
}
