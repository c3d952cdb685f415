import * as v from 'valibot';

// Clair's reports as clair-action and Clair have written them since 2021. Everything but names may be missing, null or empty.

const text = v.pipe(
  v.nullish(v.union([v.string(), v.number()]), ''),
  v.transform((value) => String(value)),
);
const object = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'it is no object',
);
// Not records: an identifier may be the name of a property that every object has.
const objects = v.nullish(object, {});

const namedSchema = v.object({ name: text, version: text, module: text, arch: text });

export const packageSchema = v.object({ ...namedSchema.entries, source: v.nullish(namedSchema) });

export const distributionSchema = v.object({
  did: text,
  name: text,
  version: text,
  version_code_name: text,
  version_id: text,
  arch: text,
  cpe: text,
  pretty_name: text,
});

export const repositorySchema = v.object({ name: text, key: text, uri: text });

export const environmentsSchema = v.nullish(
  v.array(
    v.object({
      package_db: text,
      introduced_in: text,
      distribution_id: text,
      repository_ids: v.nullish(v.array(text), []),
    }),
  ),
  [],
);

export const vulnerabilitySchema = v.object({
  name: text,
  description: text,
  issued: text,
  links: text,
  severity: text,
  normalized_severity: text,
  fixed_in_version: text,
});

export const identifiersSchema = v.nullish(v.array(text), []);

export const enrichmentSchema = v.nullish(v.array(object), []);
export const cvssSchema = v.object({ vectorString: v.string(), baseScore: v.number() });
export const epssSchema = v.object({ epss: v.number(), percentile: v.number() });
export const kevSchema = v.object({ date_added: v.string(), due_date: text, known_ransomware_campaign_use: text });

/** The whole report: maps by identifier, whose values are looked at one by one. */
export const reportSchema = v.object({
  manifest_hash: v.string(),
  packages: objects,
  distributions: objects,
  repository: objects,
  environments: objects,
  vulnerabilities: objects,
  package_vulnerabilities: objects,
  enrichments: objects,
});

export type ClairText = v.InferOutput<typeof reportSchema>;
export type ReadPackage = v.InferOutput<typeof packageSchema>;
export type ReadDistribution = v.InferOutput<typeof distributionSchema>;
export type ReadEnvironment = v.InferOutput<typeof environmentsSchema>[number];
export type ReadVulnerability = v.InferOutput<typeof vulnerabilitySchema>;
