import type { FeedQuery } from './advisories/errand.ts';
import type { FoundAdvisories } from './advisories/found.ts';
import type { AdvisoryFeed, Distribution, Language } from './ecosystems/ecosystem.ts';
import { LANGUAGES } from './ecosystems/index.ts';
import { type Identity, packagesIn } from './identity.ts';
import { type JudgedPackage, matchPackages } from './match/match.ts';
import type { Unjudged } from './match/unjudged.ts';
import { upgradesOf } from './match/upgrades.ts';
import type { Package } from './model/package.ts';
import { type Exploitation, type Finding, type Gap, type Report, sourceOf } from './model/report.ts';
import { ecosystemsOf } from './products.ts';
import type { ScanRequest } from './model/request.ts';
import type { World } from './world.ts';

export type Judgement = Pick<Report, 'findings' | 'upgrades' | 'unjudged' | 'gaps' | 'sources'>;

/** Packages that one feed judges, and under which names. */
interface Docket {
  readonly feed: FeedQuery;
  readonly packages: readonly JudgedPackage[];
}

/** What judges the system's own packages, and what of them nobody judges. */
interface SystemDocket {
  readonly docket?: Docket;
  readonly gaps: readonly Gap[];
}

/** Fetches the advisories that concern the image's packages, and judges each package by those of its ecosystem. */
export async function judge(
  identity: Identity,
  { request, world, signal }: { readonly request: ScanRequest; readonly world: World; readonly signal: AbortSignal },
): Promise<Judgement> {
  const system = await systemDocket(identity, { world, signal });
  // A file that a judged package of the distribution brought is judged with that package.
  const answered = new Set(system.docket?.packages.map((judged) => judged.package.name));
  const languages = LANGUAGES.flatMap((language) => languageDocket(language, identity.packages, answered));
  const dockets = [...(system.docket === undefined ? [] : [system.docket]), ...languages];
  if (dockets.length === 0) return { findings: [], unjudged: [], gaps: system.gaps, sources: [] };
  const feeds = dockets.map(({ feed }) => feed);
  using found = await world.findAdvisories({ feeds, signal });
  const judged = dockets.flatMap(({ packages }) => packages.map((one) => rekeyed(one, found)));
  const matched = matchPackages(judged, found.index, request.advisories);
  const cves = new Set(matched.findings.map(({ vulnerability }) => vulnerability.id).filter((id) => id.startsWith('CVE-')));
  const exploitation = await found.exploitation(cves);
  return {
    findings: matched.findings.map((finding) => withExploitation(finding, exploitation)),
    upgrades: upgradesOf(judged, matched.findings, found.index),
    unjudged: toldOf(matched.unjudged),
    gaps: [...system.gaps, ...found.gaps(), ...matched.gaps],
    sources: found.index.sources,
  };
}

/** Those of one reason in one line. */
function toldOf(unjudged: readonly Unjudged[]): readonly Gap[] {
  const byReason = Map.groupBy(unjudged, ({ reason }) => reason);
  return [...byReason].map(([reason, left]) => ({ subject: namesOf(left.map((one) => one.package)), reason }));
}

/** Some databases name other packages than the feeds do that their advisories come from. */
function rekeyed(judged: JudgedPackage, found: FoundAdvisories): JudgedPackage {
  const keys = judged.ecosystems.flatMap((ecosystem) => found.keyedBy(ecosystem) ?? []);
  return keys[0] === undefined ? judged : { ...judged, keyedBy: keys[0] };
}

function withExploitation(finding: Finding, known: ReadonlyMap<string, Exploitation>): Finding {
  const exploitation = known.get(finding.vulnerability.id);
  return exploitation === undefined ? finding : { ...finding, vulnerability: { ...finding.vulnerability, exploitation } };
}

async function systemDocket(
  identity: Identity,
  asking: { readonly world: World; readonly signal: AbortSignal },
): Promise<SystemDocket> {
  const { packages, release, distribution } = identity;
  if (release === undefined || distribution === undefined) return { gaps: [] };
  const { id, feed, versions } = distribution;
  const found = packages.filter((pkg) => pkg.ecosystem === id);
  const own = found.filter((pkg) => isOwn(pkg, distribution));
  const gaps = foreignGaps(
    found.filter((pkg) => !isOwn(pkg, distribution)),
    distribution,
  );
  if (own.length === 0) return { gaps };
  const ecosystems = await ecosystemsOf(identity, { release, distribution }, asking);
  if (ecosystems.length === 0) {
    const reason = `no advisories are published for ${release.prettyName}`;
    return { gaps: [...gaps, { subject: packagesIn(own.length), reason }] };
  }
  const names = new Set(own.flatMap((pkg) => [pkg.name, sourceOf(pkg).name]));
  const compare = versions.compare.bind(versions);
  return {
    docket: {
      feed: { ...questionTo(feed), ecosystems, names, packages: own.length },
      packages: own.map((pkg) => ({ package: pkg, ecosystems, keyedBy: feed.keyedBy, compare })),
    },
    gaps,
  };
}

function questionTo({ folder, others }: AdvisoryFeed): Pick<FeedQuery, 'folder' | 'others'> {
  return { ...(folder === undefined ? {} : { folder }), ...(others === undefined ? {} : { others }) };
}

/** Whether the distribution itself made the package, as far as the package tells. */
function isOwn({ vendor }: Package, distribution: Distribution): boolean {
  return vendor === undefined || distribution.vendor === undefined || distribution.vendor.test(vendor);
}

/** How many packages are named in one line. */
const NAMED = 5;

function namesOf(packages: readonly Package[]): string {
  const names = [...new Set(packages.map(({ name }) => name))];
  return names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;
}

function foreignGaps(foreign: readonly Package[], { title }: Distribution): readonly Gap[] {
  if (foreign.length === 0) return [];
  return [
    {
      subject: packagesIn(foreign.length),
      reason: `others than ${title} made ${namesOf(foreign)}, and its advisories do not speak of them`,
    },
  ];
}

/** The packages of a language, but for those that a package of the distribution answers for. */
function languageDocket(
  { id, feed, versions }: Language,
  packages: readonly Package[],
  answered: ReadonlySet<string>,
): readonly Docket[] {
  const own = packages.filter(({ ecosystem, ownedBy }) => ecosystem === id && !(ownedBy !== undefined && answered.has(ownedBy)));
  if (own.length === 0) return [];
  const ecosystems = [feed.folder];
  const compare = versions.compare.bind(versions);
  return [
    {
      feed: {
        folder: feed.folder,
        ecosystems,
        names: new Set(own.map(({ name }) => feed.nameOf?.(name) ?? name)),
        ...(feed.nameOf === undefined
          ? {}
          : { nameOf: (name: string) => feed.nameOf?.(name) ?? name, spellings: new Set(own.map(({ name }) => name)) }),
        packages: own.length,
      },
      packages: own.map((pkg) => ({
        package: pkg,
        ...(feed.nameOf === undefined ? {} : { name: feed.nameOf(pkg.name) }),
        ecosystems,
        keyedBy: 'binary',
        compare,
      })),
    },
  ];
}
