import { jsonEntries } from '../json-entries.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

/** https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies */
export const NUGET: Lockfile = { type: 'nuget', names: (file) => file.endsWith('packages.lock.json'), packages };

function* packages(text: string): Generator<LockedPackage> {
  for (const { path, value, opened } of jsonEntries(text)) {
    const [section, , name, key] = path;
    if (path.length === 4 && section === 'dependencies' && name !== undefined && key === 'resolved') {
      yield { name, version: value, line: opened };
    }
  }
}
