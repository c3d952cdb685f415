import type { Package } from '../../model/package.ts';
import type { Finding, Report, SuppressedFinding } from '../../model/report.ts';
import { refer } from '../json/reference.ts';
import { hashOf } from './hash.ts';

/** A package with a key of its own in the report. */
export interface ListedPackage {
  readonly key: string;
  readonly package: Package;
}

/** A finding with the key of its package. */
export interface Listed<Kind extends Finding = Finding> {
  readonly key: string;
  readonly finding: Kind;
}

/** What a report holds, for the formats that list packages once and refer to them. */
export interface Listing {
  readonly packages: readonly ListedPackage[];
  readonly findings: readonly Listed[];
  readonly suppressed: readonly Listed<SuppressedFinding>[];
}

/**
 * Gives each package a key: 32 hexadecimal digits of what it is and where it lies, and not of the layer, so that it has the same one
 * after a rebuild. Packages that are alike in all this are numbered.
 */
export function listingOf(report: Report): Listing {
  const { packages, findings, suppressed } = refer(report);
  const times = new Map<string, number>();
  const keys = packages.map((pkg) => {
    const key = keyOf(pkg);
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    return time === 1 ? key : `${key}-${time}`;
  });
  return {
    packages: packages.map((pkg, index) => ({ key: keys[index] ?? '', package: pkg })),
    findings: report.findings.map((finding, index) => ({ finding, key: keys[findings[index]?.package ?? -1] ?? '' })),
    suppressed: report.suppressed.map((finding, index) => ({ finding, key: keys[suppressed[index]?.package ?? -1] ?? '' })),
  };
}

function keyOf({ ecosystem, name, version, arch = '', purl, path, root = '' }: Package): string {
  return hashOf([ecosystem, name, version, arch, purl, path, root]);
}

/** The findings of each package. */
export function byKey(listed: readonly Listed[]): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const { key, finding } of listed) {
    const known = found.get(key);
    if (known === undefined) found.set(key, [finding]);
    else known.push(finding);
  }
  return found;
}
