import type { Distribution, Language } from './ecosystems/ecosystem.ts';
import { LANGUAGES } from './ecosystems/index.ts';
import { type Identity, packagesIn } from './identity.ts';
import { type JudgedPackage, matchPackages } from './match/match.ts';
import type { Package } from './model/package.ts';
import { type Gap, type Report, sourceOf } from './model/report.ts';
import type { ScanRequest } from './model/request.ts';
import type { World } from './world.ts';

export type Judgement = Pick<Report, 'findings' | 'gaps' | 'sources'>;

/** Packages that one feed judges, and under which names. */
interface Docket {
  readonly feed: { readonly folder: string; readonly ecosystems: readonly string[]; readonly names: ReadonlySet<string> };
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
  const system = systemDocket(identity);
  // A file that a judged package of the distribution brought is judged with that package.
  const answered = new Set(system.docket?.packages.map((judged) => judged.package.name));
  const languages = LANGUAGES.flatMap((language) => languageDocket(language, identity.packages, answered));
  const dockets = [...(system.docket === undefined ? [] : [system.docket]), ...languages];
  if (dockets.length === 0) return { findings: [], gaps: system.gaps, sources: [] };
  const query = { osvUrl: request.osvUrl, feeds: dockets.map(({ feed }) => feed), signal };
  const advisories = await world.fetchAdvisories(query);
  const matched = matchPackages(
    dockets.flatMap(({ packages }) => packages),
    advisories.index,
  );
  return {
    findings: matched.findings,
    gaps: [...system.gaps, ...advisories.gaps, ...matched.gaps],
    sources: advisories.index.sources,
  };
}

function systemDocket({ packages, release, distribution, repositories }: Identity): SystemDocket {
  if (release === undefined || distribution === undefined) return { gaps: [] };
  const { id, feed, versions } = distribution;
  const found = packages.filter((pkg) => pkg.ecosystem === id);
  const own = found.filter((pkg) => isOwn(pkg, distribution));
  const gaps = foreignGaps(
    found.filter((pkg) => !isOwn(pkg, distribution)),
    distribution,
  );
  if (own.length === 0) return { gaps };
  const ecosystems = feed.ecosystems(release, repositories);
  if (ecosystems.length === 0) {
    const reason = `no advisories are published for ${release.prettyName}`;
    return { gaps: [...gaps, { subject: packagesIn(own.length), reason }] };
  }
  const names = new Set(own.flatMap((pkg) => [pkg.name, sourceOf(pkg).name]));
  const compare = versions.compare.bind(versions);
  return {
    docket: {
      feed: { folder: feed.folder, ecosystems, names },
      packages: own.map((pkg) => ({ package: pkg, ecosystems, keyedBy: feed.keyedBy, compare })),
    },
    gaps,
  };
}

/** Whether the distribution itself made the package, as far as the package tells. */
function isOwn({ vendor }: Package, distribution: Distribution): boolean {
  return vendor === undefined || distribution.vendor === undefined || distribution.vendor.test(vendor);
}

/** How many packages of other vendors are named. */
const NAMED = 5;

function foreignGaps(foreign: readonly Package[], { title }: Distribution): readonly Gap[] {
  if (foreign.length === 0) return [];
  const more = foreign.length > NAMED ? ' and others' : '';
  const names = foreign
    .slice(0, NAMED)
    .map(({ name }) => name)
    .join(', ');
  return [
    {
      subject: packagesIn(foreign.length),
      reason: `others than ${title} made ${names}${more}, and its advisories do not speak of them`,
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
      feed: { folder: feed.folder, ecosystems, names: new Set(own.map(({ name }) => feed.nameOf?.(name) ?? name)) },
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
