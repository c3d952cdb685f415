import type { Package, Release } from '../../model/package.ts';

/** An ecosystem, and the release of it where one is meant. */
export interface Scope {
  /** The ids of ecosystems: `debian`; empty where none is known by the name that was given. */
  readonly ecosystems: readonly string[];
  /** `12`, `3.18`: the start of the release's version. */
  readonly release?: string;
}

/** Ecosystems that OSV calls other than by our id in other letters: https://ossf.github.io/osv-schema/#defined-ecosystems */
const OSV_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['go', ['golang']],
  ['red hat', ['rhel']],
  ['rocky linux', ['rocky']],
  ['suse', ['sles']],
  ['azure linux', ['azurelinux']],
  ['photon os', ['photon']],
  ['bellsoft hardened containers', ['bellsoft-hardened-containers']],
]);

/** What `Debian:12`, `Alpine:v3.18` or `npm` mean. */
export function scopeOfOsv(ecosystem: string): Scope {
  const [base = '', version] = ecosystem.split(':', 2);
  const name = base.trim().toLowerCase();
  return scopeOf(OSV_NAMES.get(name) ?? [name], version);
}

/** A scope of that release; a `v` in front of it means nothing. */
export function scopeOf(ecosystems: readonly string[], release: string | undefined): Scope {
  const version = release?.trim().replace(/^v(?=\d)/i, '');
  return { ecosystems, ...(version === undefined || version === '' ? {} : { release: version }) };
}

export function isWithin({ ecosystems, release: wanted }: Scope, pkg: Package, release: Release | undefined): boolean {
  if (!ecosystems.includes(pkg.ecosystem)) return false;
  if (wanted === undefined) return true;
  const installed = release?.versionId ?? '';
  return installed === wanted || installed.startsWith(`${wanted}.`);
}
