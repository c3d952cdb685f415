import type { Lockfile } from './lockfile.ts';
import { tomlPackages } from './toml-packages.ts';

const FILES: ReadonlySet<string> = new Set(['poetry.lock', 'uv.lock', 'pdm.lock']);

/** The lock files of Poetry, uv and PDM, which look alike: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock */
export const POETRY: Lockfile = { type: 'pypi', names: (file) => FILES.has(file), packages: tomlPackages };
