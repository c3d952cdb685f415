import { linesOf } from '../file.ts';
import type { LockedPackage, Lockfile } from './lockfile.ts';

const PINNED = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,\\#]+)/;

/** Lists of requirements with exact versions: https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
export const PIP: Lockfile = {
  type: 'pypi',
  names: (file) => /^(?:[\w.-]*requirements|constraints)[\w.-]*\.txt$/.test(file),
  packages,
};

function* packages(text: string): Generator<LockedPackage> {
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, version] = PINNED.exec(line.slice(0, 1000)) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version, line: index + 1 };
  }
}
