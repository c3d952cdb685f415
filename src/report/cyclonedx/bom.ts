/** The parts of a bill of materials that are written here: https://cyclonedx.org/docs/1.6/json/ */
export interface Component {
  readonly type: 'container' | 'operating-system' | 'library' | 'application';
  readonly 'bom-ref'?: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly cpe?: string;
  readonly purl?: string;
  readonly supplier?: { readonly name: string };
  readonly externalReferences?: readonly { readonly type: string; readonly url: string }[];
  readonly properties?: readonly Property[];
  readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] };
}

export interface Property {
  readonly name: string;
  readonly value: string;
}

export interface BomVulnerability {
  readonly 'bom-ref': string;
  readonly id: string;
  readonly source: Source;
  readonly references?: readonly { readonly id: string; readonly source: Source }[];
  readonly ratings: readonly BomRating[];
  readonly cwes?: readonly number[];
  readonly description?: string;
  readonly detail?: string;
  readonly recommendation?: string;
  readonly advisories?: readonly { readonly url: string }[];
  readonly published?: string;
  readonly analysis?: Analysis;
  readonly affects: readonly Affects[];
  readonly properties?: readonly Property[];
}

export interface Source {
  readonly name: string;
  readonly url: string;
}

export interface BomRating {
  readonly source?: { readonly name: string };
  readonly score?: number;
  readonly severity: string;
  readonly method?: string;
  readonly vector?: string;
}

export interface Analysis {
  readonly state?: string;
  readonly justification?: string;
  readonly response?: readonly string[];
  readonly detail: string;
}

export interface Affects {
  readonly ref: string;
  readonly versions: readonly { readonly version: string; readonly status: 'affected' | 'unaffected' | 'unknown' }[];
}

const LONGEST_VALUE = 1024;

/** The properties that have a value, by names of ours: https://github.com/CycloneDX/cyclonedx-property-taxonomy */
export function properties(
  values: Readonly<Record<string, string | undefined>>,
  clean: (text: string, longest: number) => string,
) {
  return Object.entries(values).flatMap(([name, value]): Property[] =>
    value === undefined ? [] : [{ name: `hullcheck:${name}`, value: clean(value, LONGEST_VALUE) }],
  );
}
