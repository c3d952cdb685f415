import type { FileContent, FileReader } from '../../model/inventory.ts';
import type { PackageRecord, SourcePackage } from '../../model/package.ts';

const DATABASE = 'var/lib/dpkg/status';

// Distroless images hold one file a package instead of one database, and the checksums of its files beside it.
const FOLDER = /^var\/lib\/dpkg\/status\.d\/[^/]+(?<!\.md5sums)$/;

/** Reads dpkg's database of installed packages: https://manpages.debian.org/stable/dpkg-dev/deb822.5.en.html */
export const DPKG_STATUS: FileReader = {
  id: 'dpkg-status',
  wants: (path) => path === DATABASE || FOLDER.test(path),
  largest: 64 * 1024 * 1024,
  read: ({ path, bytes }) => readStatus(new TextDecoder().decode(bytes), path !== DATABASE),
};

/** A stanza's single-line fields by their names in lower case, and where it begins. */
interface Stanza {
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
}

/** What a package's status says of its files: those of any other status are not on the disk, or not all of them. */
const PRESENT = new Set(['installed', 'unpacked', 'half-configured', 'triggers-awaited', 'triggers-pending']);

function readStatus(text: string, installedByDefault: boolean): FileContent {
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
  const name = fields.get('package') ?? '';
  const version = fields.get('version') ?? '';
  const arch = fields.get('architecture') ?? '';
  if (name === '' || version === '') return undefined;
  return {
    name,
    version,
    ...(arch === '' ? {} : { arch }),
    source: sourceOf(fields.get('source') ?? '', { name, version }),
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

function* stanzasOf(text: string): Generator<Stanza> {
  let fields = new Map<string, string>();
  let start = 1;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line !== '') {
      addField(fields, line);
      continue;
    }
    if (fields.size > 0) yield { line: start, fields };
    fields = new Map();
    start = number + 1;
  }
  if (fields.size > 0) yield { line: start, fields };
}

/** The text's lines without their ends, one at a time: a database has a hundred thousand of them. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    yield text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}

function addField(fields: Map<string, string>, line: string): void {
  // A line that continues a field begins with a space, and so does the name it would seem to have, which nobody asks for.
  const colon = line.indexOf(':');
  if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
}
