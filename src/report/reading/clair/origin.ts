import { PackageURL } from 'packageurl-js';
import type { Release } from '../../../model/package.ts';
import type { ReadPackage } from './schema.ts';

/** Whose package it is: the ecosystem, and how its package URLs begin. */
export interface Origin {
  readonly ecosystem: string;
  readonly kind: 'distribution' | 'language';
  readonly type: string;
  readonly namespace?: string;
}

const DEB: ReadonlySet<string> = new Set(['debian', 'ubuntu']);
const APK: ReadonlySet<string> = new Set(['alpine', 'wolfi', 'chainguard']);
/** The distributions whose ecosystem or whose name in package URLs is not what `os-release` says. */
const NAMED: ReadonlyMap<string, { readonly ecosystem: string; readonly namespace: string }> = new Map([
  ['rhel', { ecosystem: 'rhel', namespace: 'redhat' }],
  ['ol', { ecosystem: 'ol', namespace: 'oracle' }],
  ['sles', { ecosystem: 'sles', namespace: 'suse' }],
  ['opensuse-leap', { ecosystem: 'opensuse', namespace: 'opensuse' }],
  ['opensuse', { ecosystem: 'opensuse', namespace: 'opensuse' }],
]);
/** The repositories of languages by the name that Clair gives them. */
const LANGUAGES: ReadonlyMap<string, { readonly ecosystem: string; readonly type: string }> = new Map([
  ['pypi', { ecosystem: 'pypi', type: 'pypi' }],
  ['maven', { ecosystem: 'maven', type: 'maven' }],
  ['go', { ecosystem: 'golang', type: 'golang' }],
  ['rubygems', { ecosystem: 'rubygems', type: 'gem' }],
  ['npm', { ecosystem: 'npm', type: 'npm' }],
  ['crates.io', { ecosystem: 'crates.io', type: 'cargo' }],
  ['nuget', { ecosystem: 'nuget', type: 'nuget' }],
  ['packagist', { ecosystem: 'packagist', type: 'composer' }],
  ['pub', { ecosystem: 'pub', type: 'pub' }],
  ['hex', { ecosystem: 'hex', type: 'hex' }],
  ['cran', { ecosystem: 'cran', type: 'cran' }],
]);

/** The language whose repository that is; undefined where it is none. */
export function languageOrigin(repository: string): Origin | undefined {
  const language = LANGUAGES.get(repository);
  return language === undefined ? undefined : { kind: 'language', ...language };
}

/** The distribution of that `ID` in `os-release`. What is neither Debian's nor Alpine's kind is of rpm's. */
export function distributionOrigin(id: string): Origin {
  const { ecosystem, namespace } = NAMED.get(id) ?? { ecosystem: id, namespace: id };
  if (DEB.has(id)) return { kind: 'distribution', ecosystem, namespace, type: 'deb' };
  return { kind: 'distribution', ecosystem, namespace, type: APK.has(id) ? 'apk' : 'rpm' };
}

/** The package's URL, which Clair does not tell; empty where none can be made. */
export function purlOf({ name, version, arch }: ReadPackage, origin: Origin, release: Release | undefined): string {
  const { kind, type } = origin;
  const { folder, rest } = kind === 'language' ? split(type, name) : { folder: origin.namespace, rest: name };
  const qualifiers = {
    ...(arch === '' ? {} : { arch }),
    ...(kind === 'language' || release === undefined ? {} : { distro: `${release.id}-${release.versionId}` }),
  };
  try {
    return new PackageURL(type, folder, rest, version === '' ? undefined : version, qualifiers, undefined).toString();
  } catch {
    return '';
  }
}

/** What of a name is a namespace: a group, a scope, the path of a module. */
function split(type: string, name: string): { readonly folder?: string; readonly rest: string } {
  const at = type === 'maven' ? name.indexOf(':') : name.lastIndexOf('/');
  return at < 1 ? { rest: name } : { folder: name.slice(0, at), rest: name.slice(at + 1) };
}
