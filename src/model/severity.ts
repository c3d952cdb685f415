/** From the worst to the least. `unknown` is a rating nobody gave, not a mild one. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** A rating with its origin, so that a reader can weigh it. */
export interface Rating {
  readonly severity: Severity;
  /** CVSS base score, 0.0 to 10.0, where the origin gives a vector. */
  readonly score?: number;
  readonly vector?: string;
  readonly origin: RatingOrigin;
}

/** Who gave it: the distribution, the database that reviewed the advisory, a CVSS vector, the title of an erratum, or nobody. */
export type RatingOrigin = 'distribution' | 'advisory' | 'cvss' | 'summary' | 'none';

/** Negative when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** The band that GitHub puts a CVSS score in. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'unknown';
}
