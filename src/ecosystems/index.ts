import type { Reader } from '../model/inventory.ts';
import type { Release } from '../model/package.ts';
import { ALMALINUX } from './distributions/almalinux.ts';
import { ALPINE } from './distributions/alpine.ts';
import { AMAZON } from './distributions/amazon.ts';
import { AZURE_LINUX } from './distributions/azure-linux.ts';
import { ALPAQUITA, BELLSOFT_HARDENED } from './distributions/bellsoft.ts';
import { CHAINGUARD } from './distributions/chainguard.ts';
import { CLEANSTART } from './distributions/cleanstart.ts';
import { DEBIAN } from './distributions/debian.ts';
import { ECHO } from './distributions/echo.ts';
import { MAGEIA } from './distributions/mageia.ts';
import { MINIMOS } from './distributions/minimos.ts';
import { OPENEULER } from './distributions/openeuler.ts';
import { OPENSUSE } from './distributions/opensuse.ts';
import { OPENWRT } from './distributions/openwrt.ts';
import { ORACLE } from './distributions/oracle.ts';
import { PHOTON } from './distributions/photon.ts';
import { REDHAT } from './distributions/redhat.ts';
import { ROCKY } from './distributions/rocky.ts';
import { SUSE } from './distributions/suse.ts';
import { UBUNTU } from './distributions/ubuntu.ts';
import { CENTOS, FEDORA } from './distributions/unfed.ts';
import { WOLFI } from './distributions/wolfi.ts';
import type { Distribution, Ecosystem, Language } from './ecosystem.ts';
import { CRAN } from './languages/cran.ts';
import { GOLANG } from './languages/golang.ts';
import { HEX } from './languages/hex.ts';
import { MAVEN } from './languages/maven.ts';
import { NPM } from './languages/npm.ts';
import { NUGET } from './languages/nuget.ts';
import { PACKAGIST } from './languages/packagist.ts';
import { PUB } from './languages/pub.ts';
import { PYPI } from './languages/pypi.ts';
import { RUBYGEMS } from './languages/rubygems.ts';
import { CRATES } from './languages/rust.ts';
import { OS_RELEASE } from './release/os-release.ts';
import { RELEASE_FILES } from './release/release-files.ts';

/** Every distribution that Hullcheck knows. To add one: one file, one line. */
// biome-ignore format: one distribution a line
export const DISTRIBUTIONS: readonly Distribution[] = [
  ALPINE,
  DEBIAN,
  UBUNTU,
  ALMALINUX,
  ROCKY,
  WOLFI,
  CHAINGUARD,
  REDHAT,
  SUSE,
  OPENSUSE,
  AZURE_LINUX,
  OPENEULER,
  MAGEIA,
  MINIMOS,
  ECHO,
  ALPAQUITA,
  BELLSOFT_HARDENED,
  CLEANSTART,
  CENTOS,
  FEDORA,
  ORACLE,
  AMAZON,
  PHOTON,
  OPENWRT,
];

/** Every language's registry that Hullcheck knows. To add one: one file, one line. */
// biome-ignore format: one language a line
export const LANGUAGES: readonly Language[] = [
  NPM,
  PYPI,
  GOLANG,
  CRATES,
  MAVEN,
  RUBYGEMS,
  PACKAGIST,
  NUGET,
  PUB,
  HEX,
  CRAN,
];

const ECOSYSTEMS: readonly Ecosystem[] = [...DISTRIBUTIONS, ...LANGUAGES];

/** The readers that tell which release an image is. */
export const RELEASE_READERS: readonly Reader[] = [OS_RELEASE, RELEASE_FILES];

/** Every reader there is, each once, those of the release first. */
export const READERS: readonly Reader[] = [
  ...new Set([...RELEASE_READERS, ...ECOSYSTEMS.flatMap((ecosystem) => ecosystem.readers)]),
];

/** The distribution that judges a release's packages; undefined where none does. */
export function distributionOf(release: Release): Distribution | undefined {
  return DISTRIBUTIONS.find((ecosystem) => ecosystem.appliesTo(release));
}
