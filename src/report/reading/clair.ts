import { type Document, parseDocument, Unreadable, validate } from '../../model/document.ts';
import { type Digest, isDigest } from '../../model/digest.ts';
import type { LayerOrigin, Package, Release } from '../../model/package.ts';
import type { Report } from '../../model/report.ts';
import { TOOL } from '../../model/tool.ts';
import { findingsOf } from './clair/finding.ts';
import { layerBook, platformOf, releaseOf } from './clair/image.ts';
import { packageOf } from './clair/package.ts';
import {
  type ClairText,
  distributionSchema,
  environmentsSchema,
  packageSchema,
  reportSchema,
  repositorySchema,
} from './clair/schema.ts';
import { asUsage } from './unreadable.ts';

/** Clair tells neither when it looked nor at which image by name: what stands there, for whoever knows to put it right. */
const NEVER = '1970-01-01T00:00:00Z';
const NAME = 'image';

/**
 * Reads a report of Clair, as far as it goes: it has packages, what affects them and which layers brought them; not the image's name, not
 * when it was made, and not what could not be judged. Throws `USAGE` that names the field at fault.
 */
export function readClairReport(text: string): Report {
  return asUsage(() => clairReportOf(parseDocument(text)));
}

/** The report of a document of Clair's. Throws `Unreadable`. */
export function clairReportOf(document: Document): Report {
  const told = validate(reportSchema, document);
  const digest = told.manifest_hash;
  if (!isDigest(digest)) throw new Unreadable('manifest_hash: it is no digest');
  const releases = releasesOf(told);
  const { layers, layer } = layerBook();
  const packages = packagesOf(told, { releases, layer, image: digest });
  const [release] = releases.values();
  const listed = [...packages.values()];
  return {
    tool: { name: TOOL.name, version: TOOL.version },
    image: {
      reference: `${NAME}@${digest}`,
      name: NAME,
      digest,
      manifestDigest: digest,
      platform: platformOf(listed),
      layers: [...layers.values()].map((origin) => ({ ...origin, size: 0 })),
    },
    ...(release === undefined ? {} : { release }),
    packages: listed,
    ...findingsOf(told, packages),
    suppressed: [],
    unjudged: [],
    sources: [],
    fetched: { bytesFetched: 0, urlsResolved: 0, urlsExpired: 0, resumes: 0, retries: 0, bytesRefetched: 0 },
    startedAt: NEVER,
    finishedAt: NEVER,
  };
}

function releasesOf({ distributions }: ClairText): ReadonlyMap<string, Release> {
  const told = Object.entries(distributions ?? {}).map(([id, value]) => [id, validate(distributionSchema, value)] as const);
  return new Map(told.filter(([, { did }]) => did !== '').map(([id, distribution]) => [id, releaseOf(distribution)]));
}

interface Known {
  readonly releases: ReadonlyMap<string, Release>;
  readonly layer: (digest: Digest) => LayerOrigin;
  readonly image: Digest;
}

function packagesOf({ packages, environments, repository }: ClairText, known: Known): ReadonlyMap<string, Package> {
  const repositories = new Map(
    Object.entries(repository ?? {}).map(([id, value]) => [id, validate(repositorySchema, value).name]),
  );
  const places = new Map(Object.entries(environments ?? {}));
  const around = { ...known, repositories };
  return new Map(
    Object.entries(packages ?? {}).map(([id, value]) => {
      const found = validate(environmentsSchema, places.get(id)) ?? [];
      return [id, packageOf(validate(packageSchema, value), found, around)];
    }),
  );
}
