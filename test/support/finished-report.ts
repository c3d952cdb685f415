import type { Digest } from '../../src/model/digest.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import type { Severity } from '../../src/model/severity.ts';

const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;

/** A finding of this severity in a package of its own. */
export function makeFinding(id: string, severity: Severity, fixedIn?: string): Finding {
  return {
    vulnerability: {
      id,
      aliases: [],
      summary: `Summary of ${id}`,
      details: '',
      rating: { severity, origin: 'distribution' },
      cwes: [],
      references: [],
    },
    package: {
      name: `lib${id.toLowerCase()}`,
      version: '1.0-1',
      ecosystem: 'debian',
      purl: `pkg:deb/debian/lib${id.toLowerCase()}@1.0-1`,
      path: 'var/lib/dpkg/status',
      layer: { index: 0, diffID: digest('a'), digest: digest('b') },
    },
    advisories: [id],
    ...(fixedIn === undefined ? {} : { fixedIn }),
  };
}

/** A report of an image with two layers, and nothing wrong with it but what is asked for. */
export function makeReport(part: Partial<Report> = {}): Report {
  return {
    tool: { name: 'Hullcheck', version: '0.0.0' },
    image: {
      reference: 'ghcr.io/acme/shop:1.4',
      name: 'ghcr.io/acme/shop',
      digest: digest('c'),
      manifestDigest: digest('d'),
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      layers: [
        { index: 0, diffID: digest('a'), digest: digest('b'), size: 1000 },
        { index: 1, diffID: digest('e'), digest: digest('f'), size: 2000 },
      ],
    },
    packages: [],
    findings: [],
    suppressed: [],
    unjudged: [],
    gaps: [],
    sources: [],
    fetched: { bytesFetched: 3000, urlsResolved: 5, urlsExpired: 2, resumes: 1, retries: 3, bytesRefetched: 400 },
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:09Z',
    ...part,
  };
}
