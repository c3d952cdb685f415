import { type JsonEntry, jsonEntries } from '../json-entries.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

const FOLDER = 'node_modules/';
const ALIAS = /^npm:(.+)@([^@]+)$/;

/** https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
export const NPM: Lockfile = {
  type: 'npm',
  names: (file) => file === 'package-lock.json' || file === 'npm-shrinkwrap.json',
  packages,
};

function* packages(text: string): Generator<LockedPackage> {
  let named: JsonEntry | undefined;
  for (const entry of jsonEntries(text)) {
    const key = entry.path.at(-1);
    // A package under another name says so before it tells its version.
    if (key === 'name') named = entry;
    if (key !== 'version') continue;
    const name = placed(entry) && named?.holder === entry.holder ? named.value : nameOf(entry);
    if (name === undefined) continue;
    const [, real = name, version = entry.value] = ALIAS.exec(entry.value) ?? [];
    yield { name: real, version, line: entry.opened };
  }
}

/** Since version 2 a package stands below the folder that it lies in; the first is the project itself. */
function placed({ path }: JsonEntry): boolean {
  return path.length === 3 && path[0] === 'packages' && path[1] !== '';
}

/** A package is named by its folder; in version 1 by its key, below those that hold it. */
function nameOf(entry: JsonEntry): string | undefined {
  const { path } = entry;
  if (placed(entry)) {
    const folder = path[1] ?? '';
    const start = folder.lastIndexOf(FOLDER);
    return start === -1 ? undefined : folder.slice(start + FOLDER.length);
  }
  const nested = path.every((key, index) => index === path.length - 1 || index % 2 === 1 || key === 'dependencies');
  return nested && path.length > 1 && path.length % 2 === 1 ? path.at(-2) : undefined;
}
