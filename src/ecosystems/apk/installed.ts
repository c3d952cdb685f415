import type { FileContent, FileReader } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';

const DATABASES: ReadonlySet<string> = new Set(['lib/apk/db/installed', 'usr/lib/apk/db/installed']);

/** Reads apk's database of installed packages: https://wiki.alpinelinux.org/wiki/Apk_spec#Install_DB */
export const APK_INSTALLED: FileReader = {
  id: 'apk-installed',
  wants: (path) => DATABASES.has(path),
  largest: 64 * 1024 * 1024,
  read: ({ bytes }) => readInstalled(new TextDecoder().decode(bytes)),
};

/** Records are divided by empty lines; a line is a letter, a colon and a value. Most lines list a package's files. */
function readInstalled(text: string): FileContent {
  const packages: PackageRecord[] = [];
  let broken = 0;
  for (const record of text.replaceAll('\r\n', '\n').split(/\n{2,}/)) {
    if (record.trim() === '') continue;
    const pkg = packageOf(record);
    if (pkg === undefined) broken += 1;
    else packages.push(pkg);
  }
  if (broken === 0) return { packages };
  return { packages, gap: `${broken} ${broken === 1 ? 'record lacks' : 'records lack'} a package or a version.` };
}

function packageOf(record: string): PackageRecord | undefined {
  const name = fieldOf(record, 'P');
  const version = fieldOf(record, 'V');
  const arch = fieldOf(record, 'A');
  if (name === undefined || version === undefined) return undefined;
  return {
    name,
    version,
    ...(arch === undefined ? {} : { arch }),
    source: { name: fieldOf(record, 'o') ?? name, version },
  };
}

function fieldOf(record: string, letter: string): string | undefined {
  const start = record.startsWith(`${letter}:`) ? 0 : record.indexOf(`\n${letter}:`) + 1;
  if (start === 0 && !record.startsWith(`${letter}:`)) return undefined;
  const end = record.indexOf('\n', start);
  const value = record.slice(start + 2, end === -1 ? undefined : end).trim();
  return value === '' ? undefined : value;
}
