/**
 * Records of advisories that nobody published, in the shape of https://ossf.github.io/osv-schema/ and of the size of real ones: what the
 * benches of the feeds and of the database are fed with. One count gives the same records at all times.
 */

/** A record of a distribution's feed. */
export interface MadeRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly modified: string;
  readonly published: string;
  readonly details: string;
  readonly severity: readonly { readonly type: string; readonly score: string }[];
  readonly references: readonly { readonly type: string; readonly url: string }[];
  readonly affected: readonly MadeAffected[];
  readonly database_specific: { readonly cwe_ids: readonly string[] };
}

interface MadeAffected {
  readonly package: { readonly ecosystem: string; readonly name: string; readonly purl: string };
  readonly ranges: readonly { readonly type: 'ECOSYSTEM'; readonly events: readonly Readonly<Record<string, string>>[] }[];
  readonly versions: readonly string[];
  readonly ecosystem_specific: { readonly urgency: string };
}

/** The ecosystem's releases that the records speak of. */
export const RELEASES = ['11', '12', '13', '14'].map((release) => `Debian:${release}`);
/** How many packages the records speak of. */
const PACKAGES = 12_000;

const WORDS = 'a flaw was found in the way memory is handled when untrusted input of great length is parsed by library'.split(
  ' ',
);

/** So many records, one after the other. */
export function* madeRecords(count: number): Generator<MadeRecord> {
  const random = seeded(20_260_113);
  for (let index = 0; index < count; index += 1) yield madeRecord(index, random);
}

/** The name of a package that records speak of: some of many, most of few. */
export function packageName(index: number): string {
  return `package-${String(index)}`;
}

/** The names of so many packages, those included that most records speak of. */
export function packageNames(count: number): ReadonlySet<string> {
  return new Set(Array.from({ length: count }, (_, index) => packageName(Math.floor((index / count) ** 2 * PACKAGES))));
}

function madeRecord(index: number, random: () => number): MadeRecord {
  const cve = `CVE-${String(2015 + (index % 11))}-${String(10_000 + index)}`;
  const name = packageName(Math.floor(random() ** 3 * PACKAGES));
  const words = Array.from({ length: 40 + Math.floor(random() * 200) }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '');
  return {
    id: `DEBIAN-${cve}`,
    aliases: [],
    modified: '2026-01-13T00:00:00Z',
    published: '2025-06-01T00:00:00Z',
    details: words.join(' '),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    references: [{ type: 'ADVISORY', url: `https://security-tracker.debian.org/tracker/${cve}` }],
    affected: RELEASES.map((ecosystem) => madeAffected({ ecosystem, name, random })),
    database_specific: { cwe_ids: ['CWE-787'] },
  };
}

function madeAffected(of: { ecosystem: string; name: string; random: () => number }): MadeAffected {
  const minor = Math.floor(of.random() * 20);
  const versions = Array.from({ length: minor }, (_, index) => `1.${String(index)}-1`);
  return {
    package: { ecosystem: of.ecosystem, name: of.name, purl: `pkg:deb/debian/${of.name}?arch=source` },
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: `1.${String(minor)}-1` }] }],
    versions,
    ecosystem_specific: { urgency: 'not yet assigned' },
  };
}

/** Numbers from 0 to 1 that are the same each time: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
