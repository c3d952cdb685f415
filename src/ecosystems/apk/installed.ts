import type { FileContent, FileReader, OwnedFiles } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';
import { PathSetBuilder } from '../../model/path-set.ts';

const DATABASES: readonly string[] = ['lib/apk/db/installed', 'usr/lib/apk/db/installed', 'var/lib/apk/db/installed'];

/** Reads apk's database of installed packages: https://wiki.alpinelinux.org/wiki/Apk_spec#Install_DB */
export const APK_INSTALLED: FileReader = {
  id: 'apk-installed',
  wants: (path) => path.endsWith('/apk/db/installed') && DATABASES.includes(path),
  places: DATABASES,
  largest: 64 * 1024 * 1024,
  read: ({ bytes }) => readInstalled(new TextDecoder().decode(bytes)),
};

/** Records are divided by empty lines; a line is a letter, a colon and a value. Most lines list a package's files. */
function readInstalled(text: string): FileContent {
  const packages: PackageRecord[] = [];
  const owned: OwnedFiles[] = [];
  let broken = 0;
  for (const record of recordsOf(text)) {
    const pkg = packageOf(record);
    if (pkg === undefined) broken += 1;
    else packages.push(pkg);
    if (pkg !== undefined && record.files !== undefined) owned.push({ owner: pkg.name, files: record.files.build() });
  }
  const found = { packages, ...(owned.length === 0 ? {} : { owned }) };
  if (broken === 0) return found;
  return { ...found, gap: `${broken} ${broken === 1 ? 'record lacks' : 'records lack'} a package or a version.` };
}

/** A record's fields by their letters, and the files that it lists. */
interface ApkRecord {
  readonly fields: Map<string, string>;
  /** The folder that the files which follow lie in. */
  folder: string;
  files?: PathSetBuilder;
}

/** Goes from line to line of the text itself: a database may have a million of them. */
function* recordsOf(text: string): Generator<ApkRecord> {
  let record: ApkRecord = { fields: new Map(), folder: '' };
  let empty = true;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
    if (line !== '') {
      addLine(record, line);
      empty = false;
    } else if (!empty) {
      yield record;
      record = { fields: new Map(), folder: '' };
      empty = true;
    }
  }
  if (!empty) yield record;
}

function addLine(record: ApkRecord, line: string): void {
  if (line[1] !== ':') return;
  const letter = line[0] ?? '';
  const value = line.slice(2);
  if (letter === 'F') record.folder = value === '' || value.endsWith('/') ? value : `${value}/`;
  else if (letter === 'R') (record.files ??= new PathSetBuilder()).add(record.folder + value);
  else record.fields.set(letter, value.trim());
}

function packageOf({ fields }: ApkRecord): PackageRecord | undefined {
  const name = fields.get('P') ?? '';
  const version = fields.get('V') ?? '';
  const arch = fields.get('A') ?? '';
  const origin = fields.get('o') ?? '';
  if (name === '' || version === '') return undefined;
  return {
    name,
    version,
    ...(arch === '' ? {} : { arch }),
    source: { name: origin === '' ? name : origin, version },
  };
}
