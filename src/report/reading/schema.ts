import * as v from 'valibot';
import type { AdvisorySource } from '../../model/advisory.ts';
import type { BaseImage } from '../../model/base-image.ts';
import { type Digest, isDigest } from '../../model/digest.ts';
import type { LayerOrigin, Package, Release } from '../../model/package.ts';
import type { LayerPlace, PackagePlace, Place, Places } from '../../model/place.ts';
import type { Platform } from '../../model/platform.ts';
import type { Exploitation, ReportImage, Suppression, Vulnerability } from '../../model/report.ts';
import { type Rating, SEVERITIES } from '../../model/severity.ts';
import type { Upgrade } from '../../model/upgrade.ts';
import { moment } from '../content/moment.ts';
import { type FindingReference, type ReportDocument, SCHEMA_VERSION } from '../json/document.ts';

// The shapes of src/model/report.ts, as they stand in a file. What a newer version may have added is passed over.

/** Holds a schema to the model: one that lacks a field of it does not compile, and so no field is lost in reading. */
type Shape<Model> = Readonly<Record<keyof Model, unknown>>;

const digest = v.custom<Digest>(isDigest, 'it is no digest');
const time = v.pipe(
  v.string(),
  v.check((text) => moment(text) !== undefined, 'it is no time of RFC 3339'),
);
const texts = v.array(v.string());
const amount = v.pipe(v.number(), v.minValue(0));

const platformSchema = v.object({
  os: v.string(),
  architecture: v.string(),
  variant: v.exactOptional(v.string()),
  osVersion: v.exactOptional(v.string()),
  osFeatures: v.exactOptional(texts),
} satisfies Shape<Platform>);

const layerSchema = v.object({
  index: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  diffID: digest,
  digest,
  createdBy: v.exactOptional(v.string()),
} satisfies Shape<LayerOrigin>);

const imageSchema = v.object({
  reference: v.string(),
  name: v.string(),
  digest,
  manifestDigest: digest,
  platform: platformSchema,
  layers: v.array(v.object({ ...layerSchema.entries, size: amount })),
} satisfies Shape<ReportImage>);

const releaseSchema = v.object({
  id: v.string(),
  versionId: v.string(),
  idLike: texts,
  name: v.string(),
  prettyName: v.string(),
  codename: v.exactOptional(v.string()),
  cpe: v.exactOptional(v.string()),
  extendedSupport: v.exactOptional(v.string()),
} satisfies Shape<Release>);

const packageSchema = v.object({
  name: v.string(),
  version: v.string(),
  arch: v.exactOptional(v.string()),
  source: v.exactOptional(v.object({ name: v.string(), version: v.string() })),
  module: v.exactOptional(v.string()),
  vendor: v.exactOptional(v.string()),
  root: v.exactOptional(v.string()),
  ecosystem: v.string(),
  purl: v.string(),
  path: v.string(),
  repository: v.exactOptional(v.string()),
  ownedBy: v.exactOptional(v.string()),
  layer: layerSchema,
} satisfies Shape<Package>);

const ratingSchema = v.object({
  severity: v.picklist(SEVERITIES),
  score: v.exactOptional(v.number()),
  vector: v.exactOptional(v.string()),
  origin: v.picklist(['distribution', 'advisory', 'cvss', 'summary', 'none']),
} satisfies Shape<Rating>);

const exploitationSchema = v.object({
  epss: v.exactOptional(v.object({ probability: v.number(), percentile: v.number() })),
  knownExploited: v.exactOptional(v.object({ added: v.string(), due: v.exactOptional(v.string()), ransomware: v.boolean() })),
} satisfies Shape<Exploitation>);

export const vulnerabilitySchema = v.object({
  id: v.string(),
  aliases: texts,
  summary: v.string(),
  details: v.string(),
  rating: ratingSchema,
  cwes: texts,
  references: texts,
  published: v.exactOptional(v.string()),
  exploitation: v.exactOptional(exploitationSchema),
} satisfies Shape<Vulnerability>);

const findingSchema = v.object({
  vulnerability: v.string(),
  package: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  advisories: texts,
  fixedIn: v.exactOptional(v.string()),
  outlook: v.exactOptional(v.picklist(['deferred', 'will-not-fix', 'end-of-life'])),
  differences: v.exactOptional(v.partial(vulnerabilitySchema)),
  lacks: v.exactOptional(texts),
} satisfies Shape<FindingReference>);

const suppressionSchema = v.object({
  kind: v.picklist(['ignored', 'not-affected']),
  source: v.string(),
  reason: v.exactOptional(v.string()),
  expires: v.exactOptional(v.string()),
} satisfies Shape<Suppression>);

const sourceSchema = v.object({
  feed: v.string(),
  url: v.string(),
  etag: v.exactOptional(v.string()),
  modified: v.exactOptional(v.string()),
  records: amount,
  revalidated: v.boolean(),
} satisfies Shape<AdvisorySource>);

const upgradeSchema = v.object({
  ecosystem: v.string(),
  package: v.string(),
  from: texts,
  to: v.string(),
  clears: amount,
  remains: amount,
} satisfies Shape<Upgrade>);

const baseSchema = v.object({
  name: v.exactOptional(v.string()),
  digest: v.exactOptional(v.string()),
} satisfies Shape<BaseImage>);

const placeSchema = v.object({
  uri: v.string(),
  startLine: amount,
  startColumn: amount,
  endLine: amount,
  endColumn: amount,
  kind: v.picklist(['lockfile', 'instruction', 'base']),
} satisfies Shape<Place>);

const packagePlaceSchema = v.object({ purl: v.string(), place: placeSchema } satisfies Shape<PackagePlace>);

const layerPlaceSchema = v.object({
  layer: amount,
  place: placeSchema,
  instruction: v.string(),
  told: v.picklist(['provenance', 'history']),
  lines: v.exactOptional(v.array(packagePlaceSchema)),
} satisfies Shape<LayerPlace>);

const placesSchema = v.object({
  files: texts,
  packages: v.array(packagePlaceSchema),
  layers: v.array(layerPlaceSchema),
} satisfies Shape<Places>);

/** A document as `format: json` writes it: `ReportDocument`. */
export const documentSchema = v.object({
  schemaVersion: v.literal(SCHEMA_VERSION, `it is not ${SCHEMA_VERSION}, and no other is known here`),
  tool: v.object({ name: v.string(), version: v.string() }),
  image: imageSchema,
  release: v.exactOptional(releaseSchema),
  startedAt: time,
  finishedAt: time,
  findings: v.array(findingSchema),
  suppressed: v.optional(v.array(v.object({ ...findingSchema.entries, suppression: suppressionSchema })), []),
  unjudged: v.optional(v.array(v.object({ subject: v.string(), reason: v.string() })), []),
  gaps: v.array(v.object({ subject: v.string(), reason: v.string() })),
  // Not a record: a vulnerability may have the name of a property that every object has.
  vulnerabilities: v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'it is no object',
  ),
  packages: v.array(packageSchema),
  sources: v.array(sourceSchema),
  upgrades: v.exactOptional(v.array(upgradeSchema)),
  base: v.exactOptional(baseSchema),
  places: v.exactOptional(placesSchema),
  category: v.exactOptional(v.string()),
  fetched: v.object({
    bytesFetched: amount,
    urlsResolved: amount,
    urlsExpired: amount,
    resumes: amount,
    retries: amount,
    bytesRefetched: amount,
  }),
} satisfies Shape<Omit<ReportDocument, 'counts'>>);

export type ReadFinding = v.InferOutput<typeof findingSchema>;
