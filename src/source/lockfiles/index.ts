import { BUNDLER } from './bundler.ts';
import { CARGO } from './cargo.ts';
import { COMPOSER } from './composer.ts';
import { GO_MOD, GO_SUM } from './go.ts';
import type { Lockfile } from './lockfile.ts';
import { NPM } from './npm.ts';
import { NUGET } from './nuget.ts';
import { PIP } from './pip.ts';
import { PIPENV } from './pipenv.ts';
import { PNPM } from './pnpm.ts';
import { POETRY } from './poetry.ts';
import { YARN } from './yarn.ts';

/** Every kind of lock file that is read. Of two kinds that name the same package, the one that comes first here is told. */
export const LOCKFILES: readonly Lockfile[] = [
  NPM,
  YARN,
  PNPM,
  POETRY,
  PIPENV,
  PIP,
  GO_MOD,
  GO_SUM,
  CARGO,
  COMPOSER,
  BUNDLER,
  NUGET,
];

/** The kind of lock file that a path is; undefined where it is none. */
export function lockfileOf(path: string): Lockfile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return LOCKFILES.find((lockfile) => lockfile.names(name));
}
