import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Real root filesystems and advisories beside the repository, which not every machine has. */
const SHARED = join(import.meta.dirname, '../../../shared/data');

/** Where Debian keeps servers, which is not on everybody's path. */
const SYSTEM = ['/usr/sbin', '/sbin'];

/** Where a shared file or folder lies. */
export function shared(path: string): string {
  return join(SHARED, path);
}

/** Where a program lies; undefined where it is not installed. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Why a test must be skipped, or false: it needs these programs, and these shared files. */
export function absence({
  programs = [],
  files = [],
}: {
  readonly programs?: readonly string[];
  readonly files?: readonly string[];
}): string | false {
  const program = programs.find((name) => programPath(name) === undefined);
  if (program !== undefined) return `${program} is not installed here`;
  const file = files.find((path) => !existsSync(shared(path)));
  return file === undefined ? false : `shared data is not here: ${file}`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
