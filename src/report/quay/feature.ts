import type { Finding, Report } from '../../model/report.ts';
import { cvssValue } from '../clair/enrichment.ts';
import { clairVulnerability } from '../clair/vulnerability.ts';
import type { ListedPackage } from '../content/listing.ts';
import { plain } from '../content/plain.ts';

/** A package as Quay tells of it: https://docs.quay.io/api/swagger/#operation--api-v1-repository--repository--manifest--manifestref--security-get */
export interface Feature {
  readonly Name: string;
  readonly VersionFormat: string;
  readonly NamespaceName: string;
  /** The digest of the layer. */
  readonly AddedBy: string;
  readonly Version: string;
  readonly Vulnerabilities: readonly QuayVulnerability[];
}

export interface QuayVulnerability {
  readonly Severity: string;
  readonly NamespaceName: string;
  /** Addresses with spaces between them. */
  readonly Link: string;
  readonly FixedBy: string;
  readonly Description: string;
  readonly Name: string;
  readonly Metadata: {
    readonly UpdatedBy: string;
    readonly RepoName: string;
    readonly RepoLink: string;
    readonly DistroName: string;
    readonly DistroVersion: string;
    readonly NVD: { readonly CVSSv3: { readonly Vectors: string; readonly Score: number } } | null;
  };
}

const LONGEST = 1024;

export function featureOf({ package: pkg }: ListedPackage, findings: readonly Finding[], report: Report): Feature {
  return {
    Name: plain(pkg.name, LONGEST),
    VersionFormat: '',
    NamespaceName: '',
    AddedBy: pkg.layer.digest,
    Version: plain(pkg.version, LONGEST),
    Vulnerabilities: findings.map((finding) => vulnerabilityOf(finding, report)),
  };
}

function vulnerabilityOf(finding: Finding, report: Report): QuayVulnerability {
  const told = clairVulnerability(finding, report);
  return {
    Severity: told.normalized_severity,
    NamespaceName: told.updater,
    Link: told.links,
    FixedBy: told.fixed_in_version,
    Description: told.description,
    Name: told.name,
    Metadata: {
      UpdatedBy: told.updater,
      RepoName: told.repository.name,
      RepoLink: told.repository.uri,
      DistroName: told.distribution.name,
      DistroVersion: told.distribution.version,
      NVD: nvdOf(finding),
    },
  };
}

function nvdOf({ vulnerability }: Finding): QuayVulnerability['Metadata']['NVD'] {
  const { score, vector } = vulnerability.rating;
  if (cvssValue(vulnerability) === undefined || score === undefined || vector === undefined) return null;
  return { CVSSv3: { Vectors: vector, Score: score } };
}
