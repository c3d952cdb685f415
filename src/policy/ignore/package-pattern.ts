import type { Package, Release } from '../../model/package.ts';
import { sourceOf } from '../../model/report.ts';
import { accepts, type Automaton } from '../pattern/automaton.ts';
import { isPurlOf } from '../package-purls.ts';
import type { Purl } from '../purl.ts';
import { isWithin, type Scope } from './scope.ts';

/** Packages that a rule is about. Each thing that it names must be so. */
export interface PackagePattern {
  /** With or without a version and qualifiers. */
  readonly purl?: Purl;
  /** The package's own name. */
  readonly name?: Automaton;
  /** The name of what it was built from. */
  readonly source?: Automaton;
  /** The package's own name, or that of what it was built from. */
  readonly anyName?: Automaton;
  readonly version?: string;
  /** Types of package URLs: `deb`, `golang`. */
  readonly types?: readonly string[];
  readonly scope?: Scope;
}

export function isPackage(pattern: PackagePattern, pkg: Package, release: Release | undefined): boolean {
  const { purl, version, types, scope } = pattern;
  if (!isNamed(pattern, pkg)) return false;
  if (version !== undefined && version !== pkg.version) return false;
  if (types !== undefined && !types.some((type) => pkg.purl.startsWith(`pkg:${type}/`))) return false;
  if (scope !== undefined && !isWithin(scope, pkg, release)) return false;
  return purl === undefined || isPurlOf(purl, pkg);
}

function isNamed({ name, source, anyName }: PackagePattern, pkg: Package): boolean {
  const built = sourceOf(pkg).name;
  if (name !== undefined && !accepts(name, pkg.name)) return false;
  if (source !== undefined && !accepts(source, built)) return false;
  return anyName === undefined || accepts(anyName, pkg.name) || accepts(anyName, built);
}
