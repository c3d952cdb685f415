import type { Digest } from '../../../model/digest.ts';
import type { LayerOrigin, Package, Release } from '../../../model/package.ts';
import type { Platform } from '../../../model/platform.ts';
import type { ReadDistribution } from './schema.ts';

/** What distributions call architectures, and what images call them. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['amd64', 'amd64'],
  ['aarch64', 'arm64'],
  ['arm64', 'arm64'],
  ['armv7hl', 'arm'],
  ['armv7', 'arm'],
  ['armhf', 'arm'],
  ['i686', '386'],
  ['i386', '386'],
  ['x86', '386'],
  ['ppc64le', 'ppc64le'],
  ['ppc64el', 'ppc64le'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
]);

/** Layers as they are met: Clair tells neither their order nor what they unfold to. */
export function layerBook(): {
  readonly layers: ReadonlyMap<Digest, LayerOrigin>;
  readonly layer: (digest: Digest) => LayerOrigin;
} {
  const layers = new Map<Digest, LayerOrigin>();
  function layer(digest: Digest): LayerOrigin {
    const known = layers.get(digest) ?? { index: layers.size, diffID: digest, digest };
    layers.set(digest, known);
    return known;
  }
  return { layers, layer };
}

/** The platform, as the distribution's packages tell it. */
export function platformOf(packages: readonly Package[]): Platform {
  const arches = packages.map((pkg) => ARCHITECTURES.get(pkg.arch ?? ''));
  return { os: 'linux', architecture: arches.find((arch) => arch !== undefined) ?? 'unknown' };
}

export function releaseOf(told: ReadDistribution): Release {
  const { did: id, version_id: versionId, name, pretty_name: prettyName, version_code_name: codename, cpe } = told;
  return {
    id,
    versionId: versionId === '' ? told.version : versionId,
    idLike: [],
    name,
    prettyName: prettyName === '' ? [name, told.version].join(' ').trim() : prettyName,
    ...(codename === '' ? {} : { codename }),
    ...(cpe === '' ? {} : { cpe }),
  };
}
