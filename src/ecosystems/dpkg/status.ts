import type { FileContent, FileReader } from '../../model/inventory.ts';
import type { PackageRecord, SourcePackage } from '../../model/package.ts';
import { type Stanza, stanzasOf } from './stanzas.ts';

const DATABASE = 'var/lib/dpkg/status';

// Distroless images hold one file a package instead of one database, and the checksums of its files beside it.
const FOLDER = 'var/lib/dpkg/status.d';
const RECORD = /^var\/lib\/dpkg\/status\.d\/[^/]+(?<!\.md5sums)$/;

/** Reads dpkg's database of installed packages: https://manpages.debian.org/stable/dpkg/dpkg.1.en.html */
export const DPKG_STATUS: FileReader = {
  id: 'dpkg-status',
  wants: (path) => path.startsWith('var/lib/dpkg/status') && (path === DATABASE || RECORD.test(path)),
  places: [DATABASE, FOLDER],
  largest: 64 * 1024 * 1024,
  // A link may lead to the database under another folder's name, but not under another name of its own.
  read: ({ path, bytes }) => readStatus(new TextDecoder().decode(bytes), { installedByDefault: !/(?:^|\/)status$/.test(path) }),
};

/** What a package's status says of its files: those of any other status are not on the disk, or not all of them. */
const PRESENT = new Set(['installed', 'unpacked', 'half-configured', 'triggers-awaited', 'triggers-pending']);

/** Reads the packages of a database whose records have a status, or of records that are kept for what is installed alone. */
export function readStatus(text: string, { installedByDefault }: { readonly installedByDefault: boolean }): FileContent {
  const packages: PackageRecord[] = [];
  const broken: number[] = [];
  for (const { line, fields } of stanzasOf(text)) {
    const status = fields.get('status') ?? (installedByDefault ? 'install ok installed' : undefined);
    if (status !== undefined && !isPresent(status)) continue;
    const pkg = status === undefined ? undefined : packageOf(fields);
    if (pkg === undefined) broken.push(line);
    else packages.push(pkg);
  }
  return { packages, ...gapOf(broken) };
}

function isPresent(status: string): boolean {
  return PRESENT.has(status.split(/\s+/).at(-1) ?? '');
}

function packageOf(fields: Stanza['fields']): PackageRecord | undefined {
  const field = (name: string): string => fields.get(name) ?? '';
  const name = field('package');
  const version = field('version');
  if (name === '' || version === '') return undefined;
  return {
    name,
    version,
    ...(field('architecture') === '' ? {} : { arch: field('architecture') }),
    source: sourceOf(field('source'), { name, version }),
    ...(field('maintainer') === '' ? {} : { vendor: field('maintainer') }),
  };
}

/** `Source: name (version)`, each part written only where it differs from the package's own. */
function sourceOf(field: string, own: SourcePackage): SourcePackage {
  const { name, version } = /^(?<name>[^\s(]+)(?:\s*\((?<version>[^)]+)\))?/.exec(field)?.groups ?? {};
  return { name: name ?? own.name, version: version?.trim() ?? own.version };
}

function gapOf(broken: readonly number[]): { readonly gap?: string } {
  const [first] = broken;
  if (first === undefined) return {};
  const count = broken.length === 1 ? '1 record lacks' : `${broken.length} records lack`;
  return { gap: `${count} a package, a version or a status (the first at line ${first}).` };
}
