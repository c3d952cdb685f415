import type { Release } from '../../model/package.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** SUSE Linux Enterprise in its editions, and the base container images that are made of it: https://www.suse.com/lifecycle/ */
export const SUSE = rpmDistribution({
  id: 'sles',
  title: 'SUSE Linux Enterprise',
  vendor: /SUSE/,
  releases: ['sles', 'sles_sap', 'sle_hpc', 'sled', 'sle-micro', 'sle-micro-rancher', 'sl-micro', 'suse-microos'],
  feed: { folder: 'SUSE', ecosystems: productsOf, keyedBy: 'source' },
  namespace: 'suse',
});

/** Editions whose advisories concern any system of the same version: a package is fixed once, for all that hold it. */
const EDITIONS: readonly string[] = ['Server', 'Server for SAP Applications', 'High Performance Computing', 'Desktop'];

/** The modules of SUSE Linux Enterprise 15, which hold nearly all packages: the base container images are made of the first four. */
const MODULES_15: readonly string[] = [
  'Basesystem',
  'Server Applications',
  'Development Tools',
  'Python 3',
  'Web and Scripting',
  'Certifications',
  'Containers',
  'Desktop Applications',
  'HPC',
  'Legacy',
  'Public Cloud',
  'SAP Applications',
  'Systems Management',
  'Transactional Server',
];

/** The modules of SUSE Linux Enterprise 12, which go by no service pack. */
const MODULES_12: readonly string[] = [
  'Containers',
  'Legacy',
  'Public Cloud',
  'Toolchain',
  'Web and Scripting',
  'Advanced Systems Management',
];

/**
 * The products whose advisories concern a system: `SUSE:Linux Enterprise Server 15 SP5`, and the modules of that version beside it. Those
 * of long-term support as well: who does not pay for their fixes has the vulnerabilities all the same.
 */
function productsOf(release: Release): readonly string[] {
  const version = versionOf(release.versionId);
  const products = release.id.includes('micro') || version === undefined ? [] : enterpriseProducts(version);
  const own = /^SUSE (?<product>.+ \d.*)$/.exec(release.prettyName)?.groups?.['product'];
  return [...new Set([...(own === undefined ? [] : [own]), ...products])].map((product) => `SUSE:${product}`);
}

function enterpriseProducts(version: string): readonly string[] {
  return [
    ...EDITIONS.map((edition) => `Linux Enterprise ${edition} ${version}`),
    `Linux Enterprise Server ${version}-LTSS`,
    `Linux Enterprise Server LTSS Extended Security ${version}`,
    `Linux Enterprise High Performance Computing ${version}-LTSS`,
    `Linux Enterprise High Performance Computing ${version}-ESPOS`,
    ...modulesOf(version),
  ];
}

function modulesOf(version: string): readonly string[] {
  const called = (names: readonly string[], suffix: string): readonly string[] =>
    names.map((name) => `Linux Enterprise Module for ${name} ${suffix}`);
  if (/^15\b/.test(version)) return [...called(MODULES_15, version), `Package Hub ${version}`];
  if (!/^12\b/.test(version)) return [];
  return [...called(MODULES_12, '12'), `Linux Enterprise Software Development Kit ${version}`];
}

/** `15 SP5` of `15.5`, `15` of `15.0` and of `15`; since 16 it stays as it is. */
function versionOf(versionId: string): string | undefined {
  const { major, minor = '0' } = /^(?<major>\d+)(?:\.(?<minor>\d+))?$/.exec(versionId)?.groups ?? {};
  if (major === undefined) return undefined;
  if (Number(major) >= 16) return versionId;
  return minor === '0' ? major : `${major} SP${minor}`;
}
