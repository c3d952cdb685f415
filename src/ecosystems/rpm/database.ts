import type { FileContent, FileReader } from '../../model/inventory.ts';
import type { PackageRecord, SourcePackage } from '../../model/package.ts';
import { readHeader, type RpmHeader } from './header.ts';
import { readTable } from './sqlite.ts';

const FOLDERS = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];

/** Reads rpm's database of installed packages in its SQLite form: https://rpm-software-management.github.io/rpm/manual/ */
export const RPM_SQLITE: FileReader = {
  id: 'rpm-sqlite',
  wants: (path) => isDatabaseFile(path, ['rpmdb.sqlite']),
  largest: 256 * 1024 * 1024,
  read: ({ bytes }) => readDatabase(bytes),
};

/** What rpm's other forms are called, in which packages may lie that nothing here reads. */
const UNREAD: Readonly<Record<string, string>> = {
  Packages: 'it is in Berkeley DB form, which is not read yet.',
  'Packages.db': 'it is in NDB form, which is not read yet.',
  'rpmdb.sqlite-wal': 'it holds changes that were never written to the database beside it, and those are not read.',
};

/** Finds rpm databases that cannot be read, so that an image with one never counts as an image without packages. */
export const RPM_UNREAD: FileReader = {
  id: 'rpm-unread',
  wants: (path) => isDatabaseFile(path, Object.keys(UNREAD)),
  largest: 64 * 1024 * 1024,
  read({ path, bytes }) {
    const reason = UNREAD[path.slice(path.lastIndexOf('/') + 1)];
    // rpm leaves empty files behind where it changed from one form to another, or had nothing to write.
    if (bytes.length === 0 || reason === undefined) return { packages: [] };
    throw new Error(reason);
  },
};

function isDatabaseFile(path: string, names: readonly string[]): boolean {
  return names.some((name) => FOLDERS.some((folder) => path === `${folder}/${name}`));
}

function readDatabase(bytes: Uint8Array): FileContent {
  const packages: PackageRecord[] = [];
  const broken: string[] = [];
  try {
    for (const [, blob] of readTable(bytes, 'Packages')) {
      const found = readPackage(blob);
      if (typeof found === 'string') broken.push(found);
      else if (found.name !== 'gpg-pubkey') packages.push(found);
    }
  } catch (error) {
    // What came before the broken page is sound; but a database that yields nothing at all has failed as a whole.
    if (packages.length === 0 || !(error instanceof Error)) throw error;
    broken.push(error.message);
  }
  return { packages, ...gapOf(broken) };
}

/** A row's package, or why it could not be read. */
function readPackage(blob: unknown): PackageRecord | string {
  if (!(blob instanceof Uint8Array)) return 'a row has no header.';
  try {
    return packageOf(readHeader(blob));
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
}

function gapOf(broken: readonly string[]): { readonly gap?: string } {
  const [first] = broken;
  if (first === undefined) return {};
  return { gap: broken.length === 1 ? first : `${broken.length} records are broken, the first thus: ${first}` };
}

function packageOf(header: RpmHeader): PackageRecord {
  const { name, version, release, epoch, arch, vendor } = header;
  if (name === undefined || version === undefined || release === undefined) {
    throw new Error('a header lacks a name, a version or a release.');
  }
  const prefix = epoch === undefined || epoch === '0' ? '' : `${epoch}:`;
  const source = sourceOf(header.sourceRpm ?? '', prefix);
  const module = moduleOf(header.modularityLabel ?? '');
  return {
    name,
    version: `${prefix}${version}-${release}`,
    ...(arch === undefined ? {} : { arch }),
    ...(source === undefined ? {} : { source }),
    ...(module === undefined ? {} : { module }),
    ...(vendor === undefined ? {} : { vendor }),
  };
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
