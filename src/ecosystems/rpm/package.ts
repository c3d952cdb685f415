import type { PackageRecord, SourcePackage } from '../../model/package.ts';
import type { RpmFields } from './header.ts';

/** The package that rpm's fields tell. Throws an Error where they lack what names it. */
export function packageOf(fields: RpmFields): PackageRecord {
  const { name, version, release, arch, vendor } = fields;
  if (name === undefined || version === undefined || release === undefined) {
    throw new Error('a header lacks a name, a version or a release.');
  }
  const prefix = epochPrefix(fields.epoch);
  const source = sourceOf(fields.sourceRpm ?? '', prefix);
  const module = moduleOf(fields.modularityLabel ?? '');
  return {
    name,
    version: `${prefix}${version}-${release}`,
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { source }),
    ...(module === undefined ? {} : { module }),
    ...(vendor === undefined ? {} : { vendor }),
  };
}

/** The keys that rpm trusts are kept as if they were packages. */
export function isKey({ name }: PackageRecord): boolean {
  return name === 'gpg-pubkey';
}

/** What an epoch puts before a version: nothing where it is zero. */
export function epochPrefix(epoch: string | undefined): string {
  return epoch === undefined || epoch === '0' ? '' : `${epoch}:`;
}

/** Takes `name-version-release.src.rpm` apart. It tells no epoch: nearly every source's is that of what was built from it. */
function sourceOf(file: string, prefix: string): SourcePackage | undefined {
  const { name, version } = /^(?<name>.+)-(?<version>[^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(file)?.groups ?? {};
  return name === undefined || version === undefined ? undefined : { name, version: `${prefix}${version}` };
}

/** `name:stream` of the label `name:stream:version:context:arch`. */
function moduleOf(label: string): string | undefined {
  return /^[^:]+:[^:]+/.exec(label)?.[0];
}
