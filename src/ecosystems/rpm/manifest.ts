import type { FileContent, FileReader } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';
import { Faults } from './faults.ts';
import { isKey, packageOf } from './package.ts';

const FOLDER = 'var/lib/rpmmanifest';
/** A package a line: `name-version-release.arch`. */
const NAMES = `${FOLDER}/container-manifest-1`;
/** A package a line, in columns. */
const COLUMNS = `${FOLDER}/container-manifest-2`;

/**
 * Reads the lists of packages that Azure Linux, once CBL-Mariner, puts into images that have no rpm database:
 * https://github.com/microsoft/azurelinux/blob/3.0/toolkit/tools/imagegen/installutils/installutils.go
 */
export const RPM_MANIFEST: FileReader = {
  id: 'rpm-manifest',
  wants: (path) => path === NAMES || path === COLUMNS,
  places: [NAMES, COLUMNS],
  largest: 16 * 1024 * 1024,
  companions: (path) => (path === NAMES ? [COLUMNS] : []),
  read({ path, bytes, companions }) {
    if (path === COLUMNS) return readLines(bytes, fromColumns);
    // The same packages, told less well.
    if (companions?.has(COLUMNS) === true) return { packages: [] };
    const { packages, gap } = readLines(bytes, fromName);
    if (packages.length === 0) return { packages, ...(gap === undefined ? {} : { gap }) };
    return {
      packages,
      gap: gap ?? 'it tells neither epochs nor sources, and container-manifest-2, which does, is not beside it.',
    };
  },
};

function readLines(bytes: Uint8Array, read: (line: string) => PackageRecord | undefined): FileContent {
  const packages: PackageRecord[] = [];
  const faults = new Faults();
  for (const line of new TextDecoder().decode(bytes).split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const record = read(line);
    if (record === undefined) faults.add(`a line is no package: ${line.slice(0, 100)}`);
    else if (!isKey(record)) packages.push(record);
  }
  return { packages, ...faults.gap() };
}

/** Name, version and release, times of installation and build, vendor, a column without use, size, architecture, epoch, source. */
function fromColumns(line: string): PackageRecord | undefined {
  const columns = line.split('\t').map((column) => (column === '(none)' ? undefined : column));
  const [name, evr, , , vendor, , , arch, epoch, sourceRpm] = columns;
  if (columns.length < 10 || name === undefined || evr === undefined) return undefined;
  return recordOf(name, evr, { vendor, arch, epoch, sourceRpm });
}

function fromName(line: string): PackageRecord | undefined {
  const release = line.lastIndexOf('-');
  const version = line.lastIndexOf('-', release - 1);
  if (version < 1 || release <= version + 1 || /\s/.test(line)) return undefined;
  // A trusted key has no architecture.
  const dot = line.lastIndexOf('.');
  const end = dot > release ? dot : line.length;
  const arch = dot > release ? line.slice(dot + 1) : undefined;
  return recordOf(line.slice(0, version), line.slice(version + 1, end), {
    vendor: undefined,
    arch,
    epoch: undefined,
    sourceRpm: undefined,
  });
}

type More = Readonly<Record<'vendor' | 'arch' | 'epoch' | 'sourceRpm', string | undefined>>;

function recordOf(name: string, evr: string, more: More): PackageRecord | undefined {
  const dash = evr.lastIndexOf('-');
  if (name === '' || dash < 1) return undefined;
  return packageOf({ name, version: evr.slice(0, dash), release: evr.slice(dash + 1), modularityLabel: undefined, ...more });
}
