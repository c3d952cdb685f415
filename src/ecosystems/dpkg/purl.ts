import { PackageURL } from 'packageurl-js';
import type { PackageRecord, Release } from '../../model/package.ts';
import { distroOf } from '../release/distro.ts';

/** A package URL of type deb: https://github.com/package-url/purl-spec/blob/main/types-doc/deb-definition.md */
export function debPurl(namespace: string, pkg: PackageRecord, release: Release): string {
  const { name, version, arch, source } = pkg;
  const differs = source !== undefined && (source.name !== name || source.version !== version);
  const qualifiers = {
    ...(arch === undefined ? {} : { arch }),
    distro: distroOf(release),
    ...(differs ? { upstream: `${source.name}@${source.version}` } : {}),
  };
  return new PackageURL('deb', namespace, name, version, qualifiers, undefined).toString();
}
