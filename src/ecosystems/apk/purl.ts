import { PackageURL } from 'packageurl-js';
import type { PackageRecord, Release } from '../../model/package.ts';
import { distroOf } from '../release/distro.ts';

/** A package URL of type apk: https://github.com/package-url/purl-spec/blob/main/types-doc/apk-definition.md */
export function apkPurl(namespace: string, pkg: PackageRecord, release: Release): string {
  const { name, version, arch, source } = pkg;
  const qualifiers = {
    ...(arch === undefined ? {} : { arch }),
    distro: distroOf(release),
    // A source has the version of what was built from it, always: only its name tells anything.
    ...(source === undefined || source.name === name ? {} : { upstream: source.name }),
  };
  return new PackageURL('apk', namespace, name, version, qualifiers, undefined).toString();
}
