import { listOf, memberOf, textOf, textsOf } from './members.ts';

/** What a document says of a vulnerability in a product: https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#3239-vulnerabilities-property---product-status */
export type CsafStatus = 'fixed' | 'known_affected' | 'known_not_affected' | 'under_investigation';

export const CSAF_STATUSES: readonly CsafStatus[] = ['fixed', 'known_affected', 'known_not_affected', 'under_investigation'];

/** What is said of one product beside its status. */
export interface CsafRemarks {
  /** The publisher's rating: `Moderate`. */
  readonly impact?: string;
  readonly vector?: { readonly type: 'CVSS_V2' | 'CVSS_V3' | 'CVSS_V4'; readonly score: string };
  /** What comes instead of a fix. */
  readonly remedy?: { readonly category: string; readonly details: string };
}

/** The products that have a status. */
export function productsWith(vulnerability: unknown, status: CsafStatus): readonly string[] {
  return textsOf(memberOf(vulnerability, 'product_status'), status);
}

/** Ratings, scores and remedies of a vulnerability, by product. */
export class CsafRemarksByProduct {
  readonly #impacts = new Map<string, string>();
  readonly #vectors = new Map<string, NonNullable<CsafRemarks['vector']>>();
  readonly #remedies = new Map<string, NonNullable<CsafRemarks['remedy']>>();

  constructor(vulnerability: unknown) {
    for (const threat of listOf(vulnerability, 'threats')) {
      const details = textOf(threat, 'details');
      if (textOf(threat, 'category') === 'impact' && details !== undefined) enter(threat, 'product_ids', this.#impacts, details);
    }
    for (const score of listOf(vulnerability, 'scores')) {
      const vector = vectorOf(score);
      if (vector !== undefined) enter(score, 'products', this.#vectors, vector);
    }
    for (const remediation of listOf(vulnerability, 'remediations')) {
      const category = textOf(remediation, 'category') ?? '';
      if (category !== 'none_available' && category !== 'no_fix_planned') continue;
      enter(remediation, 'product_ids', this.#remedies, { category, details: textOf(remediation, 'details') ?? '' });
    }
  }

  of(product: string): CsafRemarks {
    const impact = this.#impacts.get(product);
    const vector = this.#vectors.get(product);
    const remedy = this.#remedies.get(product);
    return {
      ...(impact === undefined ? {} : { impact }),
      ...(vector === undefined ? {} : { vector }),
      ...(remedy === undefined ? {} : { remedy }),
    };
  }
}

function enter<Value>(data: unknown, key: string, into: Map<string, Value>, value: Value): void {
  for (const product of textsOf(data, key)) into.set(product, value);
}

function vectorOf(score: unknown): CsafRemarks['vector'] {
  const four = textOf(memberOf(score, 'cvss_v4'), 'vectorString');
  if (four !== undefined) return { type: 'CVSS_V4', score: four };
  const three = textOf(memberOf(score, 'cvss_v3'), 'vectorString');
  if (three !== undefined) return { type: 'CVSS_V3', score: three };
  const two = textOf(memberOf(score, 'cvss_v2'), 'vectorString');
  return two === undefined ? undefined : { type: 'CVSS_V2', score: two };
}
