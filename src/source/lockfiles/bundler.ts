import { linesOf } from '../file.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

// A platform may follow the version, which has no hyphen of its own.
const SPECIFICATION = /^ {4}([^\s()]+) \(([^\s()-]+)(?:-[^\s()]+)?\)$/;

/** https://bundler.io/man/bundle-lock.1.html */
export const BUNDLER: Lockfile = {
  type: 'gem',
  names: (file) => file === 'Gemfile.lock' || file === 'gems.locked',
  packages,
};

function* packages(text: string): Generator<LockedPackage> {
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, version] = SPECIFICATION.exec(line) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version, line: index + 1 };
  }
}
