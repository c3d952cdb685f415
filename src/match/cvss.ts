import cvss from 'ae-cvss-calculator';

/** A vector that could be scored. */
export interface BaseScore {
  /** 0.0 to 10.0. */
  readonly score: number;
  readonly vector: string;
}

interface Version {
  /** The type of an OSV severity that may hold such a vector. */
  readonly type: string;
  /** What the calculator is let see: it writes to the console about what is not even of this shape. */
  readonly shape: RegExp;
  score(vector: string): number | undefined;
}

/** Newest first: a later version's score is the better judgement. https://www.first.org/cvss/ */
const VERSIONS: readonly Version[] = [
  {
    type: 'CVSS_V4',
    shape: /^CVSS:4\.0(?:\/[A-Z]{1,3}:[A-Za-z]+)+$/,
    score: (vector) => new cvss.Cvss4P0(vector).calculateScores().baseMetricsOnly,
  },
  {
    type: 'CVSS_V3',
    shape: /^CVSS:3\.1(?:\/[A-Z]{1,3}:[A-Z])+$/,
    score: (vector) => new cvss.Cvss3P1(vector).calculateScores().base,
  },
  {
    type: 'CVSS_V3',
    shape: /^CVSS:3\.0(?:\/[A-Z]{1,3}:[A-Z])+$/,
    score: (vector) => new cvss.Cvss3P0(vector).calculateScores().base,
  },
  {
    type: 'CVSS_V2',
    shape: /^\(?AV:[A-Z](?:\/[A-Za-z]{1,3}:[A-Z]{1,3})+\)?$/,
    score: (vector) => new cvss.Cvss2(vector).calculateScores().base,
  },
];

/** The base score of the newest CVSS version among the severities; undefined where none has a vector that is whole. */
export function baseScore(severities: readonly { readonly type: string; readonly score: string }[]): BaseScore | undefined {
  for (const version of VERSIONS) {
    for (const { type, score: vector } of severities) {
      if (type !== version.type || !version.shape.test(vector)) continue;
      const score = attempt(version, vector);
      if (score !== undefined && score > 0) return { score, vector };
    }
  }
  return undefined;
}

// Vectors come from outside. The calculator throws at a value that it does not know; of a vector that is not whole it makes 0 or nothing.
function attempt(version: Version, vector: string): number | undefined {
  try {
    return version.score(vector);
  } catch {
    return undefined;
  }
}
