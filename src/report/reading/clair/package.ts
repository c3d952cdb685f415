import { isDigest, type Digest } from '../../../model/digest.ts';
import type { LayerOrigin, Package, Release } from '../../../model/package.ts';
import { distributionOrigin, languageOrigin, type Origin, purlOf } from './origin.ts';
import type { ReadEnvironment, ReadPackage } from './schema.ts';

/** What a package is looked up in. */
export interface Surroundings {
  readonly releases: ReadonlyMap<string, Release>;
  /** The names of repositories by their identifiers. */
  readonly repositories: ReadonlyMap<string, string>;
  /** The layer of that digest. */
  readonly layer: (digest: Digest) => LayerOrigin;
  /** What stands for a layer that is not told. */
  readonly image: Digest;
}

/** What Clair writes before the path of a language's packages. */
const PREFIX = /^[a-z]{2,12}:/;

/** A package as Clair found it in one or more places, of which Quay shows the first. */
export function packageOf(told: ReadPackage, environments: readonly ReadEnvironment[], around: Surroundings): Package {
  const { environment, origin, release } = placeOf(told, environments, around);
  const path = (environment?.package_db ?? '').replace(PREFIX, '').replace(/^\/+/, '');
  const introduced = environment?.introduced_in;
  const { arch, module, source } = told;
  return {
    name: told.name,
    version: told.version,
    ...(arch === '' ? {} : { arch }),
    ...(source === null || source === undefined || source.name === ''
      ? {}
      : { source: { name: source.name, version: source.version === '' ? told.version : source.version } }),
    ...(module === '' ? {} : { module }),
    ...(origin.kind === 'language' ? { root: path } : {}),
    ecosystem: origin.ecosystem,
    purl: purlOf(told, origin, release),
    path,
    layer: around.layer(isDigest(introduced) ? introduced : around.image),
  };
}

interface Place {
  readonly environment: ReadEnvironment | undefined;
  readonly origin: Origin;
  readonly release: Release | undefined;
}

/**
 * Clair lists a package once for each layer that has its database, and with every language's repository that it met. A package that was
 * built from a source or for an architecture is the distribution's, whatever repositories stand beside it.
 */
function placeOf(told: ReadPackage, environments: readonly ReadEnvironment[], around: Surroundings): Place {
  const system = (told.source?.name ?? '') !== '' || told.arch !== '';
  for (const environment of system ? [] : environments) {
    const origin = (environment.repository_ids ?? [])
      .map((id) => languageOrigin(around.repositories.get(id) ?? ''))
      .find((one) => one !== undefined);
    if (origin !== undefined) return { environment, origin, release: undefined };
  }
  const environment = environments.find(({ distribution_id: id }) => around.releases.has(id));
  const release = environment === undefined ? undefined : around.releases.get(environment.distribution_id);
  const origin = release === undefined ? UNKNOWN : distributionOrigin(release.id);
  return { environment: environments[0], origin, release };
}

const UNKNOWN: Origin = { ecosystem: 'unknown', kind: 'distribution', type: 'generic' };
