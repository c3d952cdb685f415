import type { Digest } from '../../src/model/digest.ts';
import type { LayerOrigin, Package, Release } from '../../src/model/package.ts';
import type { Finding, Report, Vulnerability } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/severity.ts';

/** Text as an image or an advisory that means harm would have it: commands, markup, controls, halves of characters. */
export const HOSTILE =
  '](1) [x](https://evil.test) ::error::x\r\n::stop-commands::y ##[add-mask]z \u001b[31m \u202egnp.exe <script>alert(1)</script> ' +
  '<img src=x onerror=y> | `a` @octocat #1 \\ \ud800 {0} %SRCROOT% www.evil.test \u0000';

/** A digest that is told apart by a number. */
export function digestOf(seed: number): Digest {
  return `sha256:${seed.toString(16).padStart(64, '0')}`;
}

/** One of an image's layers; `build` is what a rebuild changes. */
export function layer(index: number, build = 1): LayerOrigin {
  return {
    index,
    diffID: digestOf(build * 1000 + index),
    digest: digestOf(build * 2000 + index),
    createdBy:
      index === 0 ? '/bin/sh -c #(nop) ADD file:0a1b in / ' : `RUN |1 TOKEN=s3cret /bin/sh -c make part${index} # buildkit`,
  };
}

export function release(id = 'debian', versionId = '12'): Release {
  return { id, versionId, idLike: [], name: id, prettyName: `${id} ${versionId}` };
}

const TYPES: Readonly<Record<string, string>> = { debian: 'deb', ubuntu: 'deb', alpine: 'apk', almalinux: 'rpm', rocky: 'rpm' };
const PATHS: Readonly<Record<string, string>> = {
  deb: 'var/lib/dpkg/status',
  apk: 'lib/apk/db/installed',
  rpm: 'var/lib/rpm/rpmdb.sqlite',
};

/** A package of the source package `openssl`, unless told otherwise. */
export function aPackage(name: string, given: Partial<Package> = {}): Package {
  const ecosystem = given.ecosystem ?? 'debian';
  const type = TYPES[ecosystem] ?? ecosystem;
  const version = given.version ?? '3.0.13-1~deb12u1';
  return {
    name,
    version,
    arch: 'amd64',
    ecosystem,
    purl: `pkg:${type}/${ecosystem}/${encodeURIComponent(name.toWellFormed())}@${encodeURIComponent(version.toWellFormed())}?arch=amd64`,
    path: PATHS[type] ?? 'app/package.json',
    layer: layer(1),
    ...given,
  };
}

export function aVulnerability(id: string, given: Partial<Vulnerability> = {}): Vulnerability {
  return {
    id,
    aliases: [`ALIAS-${id}`],
    summary: `a flaw that ${id} names`,
    details: `The flaw is here.\n\nIt was found by someone.`,
    rating: { severity: 'high', score: 7.5, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', origin: 'cvss' },
    cwes: ['CWE-79', 'CWE-843'],
    references: ['https://advisory.test/one?a=1&b=2'],
    ...given,
  };
}

/** A rating of that severity with no score to contradict it. */
export function rated(severity: Severity): Pick<Vulnerability, 'rating'> {
  return { rating: { severity, origin: 'distribution' } };
}

export function aFinding(vulnerability: Vulnerability, pkg: Package, fixedIn?: string): Finding {
  return { vulnerability, package: pkg, advisories: [`ADV-${vulnerability.id}`], ...(fixedIn === undefined ? {} : { fixedIn }) };
}

/** A report of `ghcr.io/acme/shop:1.4` that lists the packages of its findings, unless told otherwise. */
export function aReport(given: Partial<Report> = {}): Report {
  return {
    tool: { name: 'Hullcheck', version: '0.1.0' },
    image: {
      reference: 'ghcr.io/acme/shop:1.4',
      name: 'ghcr.io/acme/shop',
      digest: digestOf(1),
      manifestDigest: digestOf(2),
      platform: { os: 'linux', architecture: 'amd64' },
      layers: Array.from({ length: 3 }, (_, index) => ({ ...layer(index), size: 1_000_000 + index })),
    },
    release: release(),
    packages: [...new Set((given.findings ?? []).map((finding) => finding.package))],
    findings: [],
    suppressed: [],
    unjudged: [],
    gaps: [],
    sources: [
      {
        feed: 'Debian',
        url: 'https://osv.test/Debian/all.zip',
        etag: '"1"',
        modified: '2026-09-01T05:00:12Z',
        records: 12_345,
        revalidated: true,
      },
    ],
    fetched: { bytesFetched: 3_000_003, urlsResolved: 5, urlsExpired: 2, resumes: 1, retries: 3, bytesRefetched: 400 },
    startedAt: '2026-09-01T06:12:40Z',
    finishedAt: '2026-09-01T06:12:44Z',
    ...given,
  };
}

/** The finding that stands for most: one source package in two binaries, with a fix. */
export function opensslFindings(version = '3.0.13-1~deb12u1', build = 1): readonly Finding[] {
  const vulnerability = aVulnerability('CVE-2024-6119');
  const source = { name: 'openssl', version };
  return ['libssl3', 'openssl'].map((name) =>
    aFinding(vulnerability, aPackage(name, { version, source, layer: layer(1, build) }), '3.0.14-1~deb12u2'),
  );
}
