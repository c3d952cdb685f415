import { parse } from 'semver';
import type { FileContent } from '../../../model/inventory.ts';
import type { PackageRecord } from '../../../model/package.ts';
import { type Module, type Modules, readModules } from './modules.ts';

/** The name under which Go's advisories speak of what every program brings along. */
const STANDARD_LIBRARY = 'stdlib';

/** The packages of a Go program, of which the version of Go or the modules may be unknown. */
export function contentOf(
  { version, modules }: { readonly version: string | undefined; readonly modules: string | undefined },
  path: string,
): FileContent {
  const told = readModules(modules ?? '');
  const release = releaseOf(version ?? '');
  const released = [...mainModule(told), ...told.dependencies].filter(isReleased);
  const broken = released.filter((module) => !isSound(module));
  const standard = release === undefined ? [] : [{ path: STANDARD_LIBRARY, version: release }];
  const packages = [...standard, ...released.filter(isSound)].map(
    (module): PackageRecord => ({ name: module.path, version: module.version, root: path }),
  );
  const gaps = [
    ...(broken.length === 0 ? [] : [`${broken.length} of its modules have no name or no version that Go would give them.`]),
    ...(version === undefined ? ['the version of Go that it was built by could not be found.'] : []),
    ...(version === undefined || release !== undefined
      ? []
      : [`it was built by ${JSON.stringify(version)}, which is no release of Go.`]),
    ...(modules === undefined ? ['the modules that it was built from could not be found.'] : []),
  ];
  return { packages, ...(gaps.length === 0 ? {} : { gap: gaps.join(' ') }) };
}

/**
 * The release in a version of Go, as `1.22rc1`. What vendors and experiments add is left out, because it is no part of the order:
 * `go1.26.0 X:nodwarf5`, `go1.15.2b5`, `go1.21.3-fips`.
 */
function releaseOf(version: string): string | undefined {
  if (version.includes('devel')) return undefined;
  return /^go(?<release>\d+(?:\.\d+){0,2}(?:(?:rc|beta)\d+)?)/.exec(version)?.groups?.['release'];
}

/** Whether a module has a version of its registry. One that was replaced by a folder has none: nobody knows what is in it. */
function isReleased({ version }: Module): boolean {
  return version !== '' && version !== '(devel)';
}

/** Elements of letters, digits and a few marks, none of them of points alone: https://go.dev/ref/mod#go-mod-file-ident */
const MODULE_PATH = /^(?!\.+(?:\/|$))[\w.~+!-]+(?:\/(?!\.+(?:\/|$))[\w.~+!-]+)*$/;

/** https://go.dev/ref/mod#versions */
function isSound({ path, version }: Module): boolean {
  return MODULE_PATH.test(path) && /^v\S+$/.test(version) && parse(version) !== null;
}

/** The module of the program itself; none where its version is not known. */
function mainModule({ main, settings }: Modules): readonly Module[] {
  if (main === undefined) return [];
  if (!isReleased(main)) return linkedVersion(main, settings.get('-ldflags') ?? '');
  // Go makes up such a version for a clone without tags, as CI systems make: it would be older than everything.
  const isMadeUp = main.version.startsWith('v0.0.0-') && settings.has('vcs.revision');
  return isMadeUp ? [] : [main];
}

const LINKED = /^(?:-X=)?(?<holder>[^=]+)\.version=v?(?<version>\d+\.\d+\.\d+(?:-[\dA-Za-z.-]+)?)$/i;

/** A program whose build gave it a version by `-X main.version=1.2.3`; none where it gave several. */
function linkedVersion(main: Module, flags: string): readonly Module[] {
  const versions = new Set<string>();
  for (const word of flags.split(/[\s"'\\]+/)) {
    const { holder, version } = LINKED.exec(word)?.groups ?? {};
    const isOwn = holder === 'main' || holder === main.path || holder?.startsWith(`${main.path}/`) === true;
    if (isOwn && version !== undefined && parse(version) !== null) versions.add(`v${version}`);
  }
  return versions.size > 1 ? [] : [...versions].map((version) => ({ path: main.path, version }));
}
