import { jsonEntries } from '../json-entries.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

/** https://pipenv.pypa.io/en/latest/pipfile.html */
export const PIPENV: Lockfile = { type: 'pypi', names: (file) => file === 'Pipfile.lock', packages };

function* packages(text: string): Generator<LockedPackage> {
  for (const { path, value, opened } of jsonEntries(text)) {
    const [section, name, key] = path;
    if (path.length !== 3 || section === '_meta' || name === undefined || key !== 'version') continue;
    yield { name, version: value.replace(/^==/, ''), line: opened };
  }
}
