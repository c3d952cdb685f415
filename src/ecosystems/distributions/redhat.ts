import type { Release } from '../../model/package.ts';
import { majorOf } from '../release/distro.ts';
import { cpesOf, parseRepositoryCpes } from '../rpm/cpe.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Red Hat Enterprise Linux, and the universal base images that are made of it: https://access.redhat.com/articles/3078 */
export const REDHAT = rpmDistribution({
  id: 'rhel',
  title: 'Red Hat Enterprise Linux',
  vendor: /^Red Hat/,
  feed: {
    folder: 'Red Hat',
    ecosystems: productsOf,
    keyedBy: 'either',
    meanings: {
      id: 'rhel-repositories',
      title: "list of Red Hat's repositories",
      url: 'https://security.access.redhat.com/data/metrics/repository-to-cpe.json',
      ecosystems: (document, repositories) => cpesOf(parseRepositoryCpes(document), repositories).flatMap(ecosystemOf),
    },
  },
  namespace: 'redhat',
});

/** A CPE of Red Hat's without its beginning is the name of an ecosystem: `cpe:/a:redhat:rhel_eus:9.4::appstream`. */
function ecosystemOf(cpe: string): readonly string[] {
  const tail = /^cpe:\/[aoh]:redhat:(?<tail>.+)$/.exec(cpe)?.groups?.['tail'];
  return tail === undefined ? [] : [`Red Hat:${tail}`];
}

/** The repositories of a release, as the tail of a CPE: those that hold what is installed in images, and those beside them. */
const VARIANTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['5', ['server', 'client', 'client_workstation']],
  ['6', ['server', 'client', 'computenode', 'workstation']],
  ['7', ['server', 'client', 'computenode', 'workstation']],
  [
    '8',
    ['baseos', 'appstream', 'crb', 'highavailability', 'nfv', 'realtime', 'resilientstorage', 'sap', 'sap_hana', 'supplementary'],
  ],
  [
    '9',
    ['baseos', 'appstream', 'crb', 'highavailability', 'nfv', 'realtime', 'resilientstorage', 'sap', 'sap_hana', 'supplementary'],
  ],
]);

// Red Hat makes ten minor releases of a major one.
const LAST_MINOR = 10;

/**
 * The ecosystems of a release: `Red Hat:enterprise_linux:9::baseos`, which is a CPE without its beginning. On a stream of extended
 * support, its own besides: what was published before the stream parted from the release is in the release's alone.
 */
function productsOf(release: Release): readonly string[] {
  const major = majorOf(release);
  if (major === undefined) return [];
  const variants = VARIANTS.get(major) ?? [];
  const products = [...mainProducts(major), ...extendedProducts(release)];
  return products
    .flatMap((product) => [product, ...variants.map((variant) => `${product}::${variant}`)])
    .map((tail) => `Red Hat:${tail}`);
}

/** Since 10, each minor release is a product of its own, and an image of an early one is not fixed by what a later one has. */
function mainProducts(major: string): readonly string[] {
  const product = `enterprise_linux:${major}`;
  if (Number(major) < 10) return [product];
  return [product, ...Array.from({ length: LAST_MINOR + 1 }, (_, minor) => `${product}.${minor}`)];
}

function extendedProducts({ versionId, extendedSupport }: Release): readonly string[] {
  if (extendedSupport === undefined) return [];
  return [
    Number.parseInt(versionId, 10) < 10
      ? `rhel_${extendedSupport}:${versionId}`
      : `enterprise_linux_${extendedSupport}:${versionId}`,
  ];
}
