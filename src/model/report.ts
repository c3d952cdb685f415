import type { Advisory, AdvisorySource } from './advisory.ts';
import type { BaseImage } from './base-image.ts';
import type { Digest } from './digest.ts';
import type { LayerOrigin, Package, Release } from './package.ts';
import type { Places } from './place.ts';
import type { Platform } from './platform.ts';
import type { Rating, Severity } from './severity.ts';
import type { Upgrade } from './upgrade.ts';

/** One vulnerability, whatever number of advisories tells of it. */
export interface Vulnerability {
  /** The CVE where there is one, else the GHSA, else the distribution's own. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly details: string;
  readonly rating: Rating;
  readonly cwes: readonly string[];
  readonly references: readonly string[];
  /** RFC 3339: when the first of its advisories was published. */
  readonly published?: string;
  /** How likely it is to be exploited, where that was asked for. */
  readonly exploitation?: Exploitation;
}

/** What is known of a vulnerability's exploitation. */
export interface Exploitation {
  /** The probability that it is exploited within thirty days, and the share of CVEs that are no likelier: https://www.first.org/epss/ */
  readonly epss?: { readonly probability: number; readonly percentile: number };
  /** It is in CISA's catalogue of those that were: https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
  readonly knownExploited?: { readonly added: string; readonly due?: string; readonly ransomware: boolean };
}

/** A package of the image that a vulnerability affects. */
export interface Finding {
  readonly vulnerability: Vulnerability;
  readonly package: Package;
  /** The advisories that say so: at least one. */
  readonly advisories: readonly Advisory['id'][];
  /** The lowest version that clears every advisory named; absent where there is no fix. */
  readonly fixedIn?: string;
  /** What the distribution says of a fix that it has not made: it puts it off, or makes none. */
  readonly outlook?: 'deferred' | 'will-not-fix' | 'end-of-life';
}

/** A finding that counts no longer, because someone gave a reason. */
export interface SuppressedFinding extends Finding {
  readonly suppression: Suppression;
}

/** Why a finding does not count. */
export interface Suppression {
  /** A line of a file that ignores it, or a statement that the product is not affected. */
  readonly kind: 'ignored' | 'not-affected';
  /** The file, or the document in the registry, that says so. */
  readonly source: string;
  readonly reason?: string;
  /** A date after which it counts again: `2027-01-31`. */
  readonly expires?: string;
}

/** Something that could not be judged, and why. A report with gaps is not "clean". */
export interface Gap {
  readonly subject: string;
  readonly reason: string;
}

/** Everything a scan found out. Every format is rendered from this and nothing else. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string };
  readonly image: ReportImage;
  readonly release?: Release;
  readonly packages: readonly Package[];
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** What was found, and counts no longer. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Packages that were left unjudged on purpose, and why: that is no gap. */
  readonly unjudged: readonly Gap[];
  readonly gaps: readonly Gap[];
  readonly sources: readonly AdvisorySource[];
  /** Where in the repository it all comes from, where a repository was looked into. */
  readonly places?: Places;
  /** The set of alerts that this report replaces, where someone chose its name. */
  readonly category?: string;
  /** What to upgrade packages to: those that clear most first. */
  readonly upgrades?: readonly Upgrade[];
  /** The image that this one was built on, where it tells. */
  readonly base?: BaseImage;
  readonly fetched: FetchCounters;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339. */
  readonly finishedAt: string;
}

export interface ReportImage {
  /** As it was asked for. */
  readonly reference: string;
  /** `ghcr.io/acme/shop`: with neither tag nor digest. */
  readonly name: string;
  /** The digest that the reference led to. */
  readonly digest: Digest;
  /** The scanned platform's manifest. */
  readonly manifestDigest: Digest;
  readonly platform: Platform;
  readonly layers: readonly (LayerOrigin & { readonly size: number })[];
}

/** What fetching took. */
export interface FetchCounters {
  /** Bytes received of layers, whether they counted in the end or not. */
  readonly bytesFetched: number;
  readonly urlsResolved: number;
  /** Locations that died before they were used, or while. */
  readonly urlsExpired: number;
  readonly resumes: number;
  /** Attempts that failed and were made again. */
  readonly retries: number;
  /** Bytes received that did not count in the end. */
  readonly bytesRefetched: number;
}

export type Counts = Readonly<Record<Severity, number>> & { readonly total: number; readonly fixable: number };

/** Findings by severity. A vulnerability in several binaries of one source package counts once. */
export function countFindings(findings: readonly Finding[]): Counts {
  const counts = { total: 0, critical: 0, high: 0, medium: 0, low: 0, unknown: 0, fixable: 0 };
  for (const group of groupFindings(findings)) {
    counts.total += 1;
    counts[group.vulnerability.rating.severity] += 1;
    if (group.fixedIn !== undefined) counts.fixable += 1;
  }
  return counts;
}

/** One vulnerability in one source package: what a person acts on, and what becomes one alert. */
export interface FindingGroup {
  readonly vulnerability: Vulnerability;
  /** The source package's name, or the package's own where it has none. */
  readonly name: string;
  readonly version: string;
  /** The application that holds it; absent for a distribution's package. */
  readonly root?: string;
  readonly fixedIn?: string;
  readonly findings: readonly [Finding, ...Finding[]];
}

/** Gathers findings by (vulnerability, ecosystem, source package, application), keeping their order. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { ecosystem, root = '' } = finding.package;
    const key = [finding.vulnerability.id, ecosystem, sourceOf(finding.package).name, root].join('\u001f');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map(toGroup);
}

function toGroup(findings: readonly Finding[]): FindingGroup {
  const [first, ...rest] = findings;
  if (first === undefined) throw new Error('a group has at least one finding');
  // A group has a fix only where each of its packages has one.
  const fixedIn = findings.every((finding) => finding.fixedIn !== undefined) ? first.fixedIn : undefined;
  return {
    vulnerability: first.vulnerability,
    ...sourceOf(first.package),
    ...(first.package.root === undefined ? {} : { root: first.package.root }),
    ...(fixedIn === undefined ? {} : { fixedIn }),
    findings: [first, ...rest],
  };
}

/** The package that a distribution's advisory is about: the source, or the package itself. */
export function sourceOf(pkg: Package): { readonly name: string; readonly version: string } {
  return { name: pkg.source?.name ?? pkg.name, version: pkg.source?.version ?? pkg.version };
}
