import { PackageURL } from 'packageurl-js';
import type { PackageRecord, Release } from '../../model/package.ts';
import { distroOf } from '../release/distro.ts';

/** A package URL of type rpm, the epoch apart: https://github.com/package-url/purl-spec/blob/main/types-doc/rpm-definition.md */
export function rpmPurl(namespace: string, pkg: PackageRecord, release: Release): string {
  const { epoch, version } = splitEpoch(pkg.version);
  const { arch, source } = pkg;
  const qualifiers = {
    ...(arch === undefined ? {} : { arch }),
    distro: distroOf(release),
    ...(epoch === undefined ? {} : { epoch }),
    ...(source === undefined ? {} : { upstream: `${source.name}-${splitEpoch(source.version).version}.src.rpm` }),
  };
  return new PackageURL('rpm', namespace, pkg.name, version, qualifiers, undefined).toString();
}

function splitEpoch(text: string): { readonly epoch?: string; readonly version: string } {
  const { epoch, version } = /^(?<epoch>\d+):(?<version>.*)$/.exec(text)?.groups ?? {};
  return epoch === undefined || version === undefined ? { version: text } : { epoch, version };
}
