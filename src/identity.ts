import type { Distribution, Ecosystem } from './ecosystems/ecosystem.ts';
import { distributionOf, LANGUAGES } from './ecosystems/index.ts';
import { chooseRelease } from './ecosystems/release/choice.ts';
import type { ImageInventory, PlacedPackage } from './layer/overlay.ts';
import type { ReadImage, ReadLayer } from './model/image.ts';
import type { Install } from './model/inventory.ts';
import type { LayerOrigin, Package, PackageRecord, Release } from './model/package.ts';
import type { Gap } from './model/report.ts';
import { findOwners } from './ownership.ts';

/** Which distribution an image is, and with that what its packages are called and whose they are. */
export interface Identity {
  readonly release: Release | undefined;
  readonly distribution: Distribution | undefined;
  readonly packages: readonly Package[];
  /** The repositories that the system installs from. */
  readonly repositories: readonly string[];
  /** What is in the image and nobody judges: it is said, so that silence means something. */
  readonly gaps: readonly Gap[];
}

export function identify(inventory: ImageInventory, image: ReadImage): Identity {
  const release = chooseRelease(inventory.releases);
  const distribution = release === undefined ? undefined : distributionOf(release);
  const system = release === undefined || distribution === undefined ? [] : systemPackages(inventory, { release, distribution });
  const named = [...system, ...languagePackages(inventory)];
  const nameless = named.filter(({ facts }) => facts.purl === '');
  return {
    release,
    distribution,
    packages: named.flatMap(({ placed, facts }) => {
      if (facts.purl === '') return [];
      const layer = image.layers[placed.layerIndex];
      return layer === undefined ? [] : [{ ...placed.record, ...facts, path: placed.path, layer: originOf(layer) }];
    }),
    repositories: inventory.repositories,
    gaps: [...gapsOf(inventory, { release, distribution }), ...nameless.map(namelessGap)],
  };
}

/** A package with what its ecosystem knows of it. */
interface NamedPackage {
  readonly placed: PlacedPackage;
  readonly facts: Pick<Package, 'ecosystem' | 'purl' | 'repository' | 'ownedBy'>;
}

interface System {
  readonly release: Release;
  readonly distribution: Distribution;
}

function systemPackages({ packages, installs }: ImageInventory, { release, distribution }: System): readonly NamedPackage[] {
  const own = readersOf(distribution);
  const repositories = new Map(installs.map((install) => [keyOf(install), install.repository]));
  return packages
    .filter(({ reader }) => own.has(reader))
    .map((placed): NamedPackage => {
      const { record } = placed;
      const repository = repositories.get(keyOf(record));
      const facts = { ecosystem: distribution.id, purl: purlBy(() => distribution.purl(record, release)) };
      return { placed, facts: { ...facts, ...(repository === undefined ? {} : { repository }) } };
    });
}

function languagePackages({ packages, owned, links }: ImageInventory): readonly NamedPackage[] {
  const languages = new Map(LANGUAGES.flatMap((language) => language.readers.map(({ id }) => [id, language] as const)));
  const found = packages.filter(({ reader }) => languages.has(reader));
  const ownerOf = findOwners(new Set(found.map(({ file }) => file)), owned, (path) => links.aliases(path));
  return found.flatMap((placed) => {
    const language = languages.get(placed.reader);
    if (language === undefined) return [];
    const ownedBy = ownerOf(placed.file);
    const facts = { ecosystem: language.id, purl: purlBy(() => language.purl(placed.record)) };
    return { placed, facts: { ...facts, ...(ownedBy === undefined ? {} : { ownedBy }) } };
  });
}

/** A package URL; empty where the record has none, because its name or its version is none that can be in one. */
function purlBy(make: () => string): string {
  try {
    return make();
  } catch {
    return '';
  }
}

function namelessGap({ placed: { path, record } }: NamedPackage): Gap {
  const text = JSON.stringify(`${record.name} ${record.version}`.slice(0, 100));
  return { subject: path, reason: `the package ${text} that it records has a name or a version that nobody can judge` };
}

function keyOf({ name, version, arch }: Pick<Install, 'name' | 'version'> & Pick<PackageRecord, 'arch'>): string {
  return [name, version, arch ?? ''].join('\u0000');
}

/** A layer as a report names it. */
export function originOf({ index, diffID, descriptor, createdBy }: ReadLayer): LayerOrigin {
  return { index, diffID, digest: descriptor.digest, ...(createdBy === undefined ? {} : { createdBy }) };
}

function gapsOf(
  inventory: ImageInventory,
  { release, distribution }: Pick<Identity, 'release' | 'distribution'>,
): readonly Gap[] {
  const gaps = inventory.gaps.map(
    // A layer as a whole has no path.
    ({ path, reason, layerIndex }): Gap => ({ subject: path === '' ? `layer ${layerIndex + 1}` : path, reason }),
  );
  const known = new Set([...readersOf(distribution), ...LANGUAGES.flatMap((language) => [...readersOf(language)])]);
  const others = inventory.packages.filter(({ reader }) => !known.has(reader)).length;
  if (others > 0) {
    const who =
      release === undefined
        ? 'the image does not say what distribution it is'
        : `no advisories are known for ${release.prettyName}`;
    return [...gaps, { subject: packagesIn(others), reason: who }];
  }
  if (inventory.packages.length > 0 || gaps.length > 0) return gaps;
  return [{ subject: 'the image', reason: 'it holds no package database that is read, and no package of a language' }];
}

function readersOf(ecosystem: Ecosystem | undefined): ReadonlySet<string> {
  return new Set(ecosystem?.readers.map(({ id }) => id));
}

/** `1 package`, `2 packages`. */
export function packagesIn(count: number): string {
  return `${count} ${count === 1 ? 'package' : 'packages'}`;
}
