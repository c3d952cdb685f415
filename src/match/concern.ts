import type { Advisory, Affected } from '../model/advisory.ts';
import type { Package } from '../model/package.ts';
import { comparable, fixesOf } from './modules.ts';
import { entriesFor } from './subscription.ts';
import type { Compare } from './versions.ts';

/** Packages of no architecture, as rpm and dpkg name them. */
const ANY_ARCH: ReadonlySet<string> = new Set(['noarch', 'all']);

/** Builds of Oracle's that are a line of their own: https://docs.oracle.com/en/operating-systems/oracle-linux/ksplice-user/ */
const FLAVOUR = /ksplice|fips/;

/** A package, and the version by which an advisory judges it. */
export interface Concerned {
  readonly package: Package;
  readonly version: string;
  readonly compare: Compare;
}

/** Of an advisory's entries, all of the package's name and ecosystems, those that may be compared with it. */
export function concerning(entries: readonly Affected[], advisory: Advisory, one: Concerned): readonly Affected[] {
  const meant = entries.filter(
    (entry) => isOfArch(entry, one.package) && isOfBinary(entry, one.package) && isOfFlavour(entry, one.version),
  );
  const spoken = entriesFor(one.version, meant, advisory.id);
  return comparable(spoken, { package: one.package, title: advisory.summary, compare: one.compare });
}

function isOfArch({ arches }: Affected, { arch }: Package): boolean {
  if (arches === undefined || arch === undefined || ANY_ARCH.has(arch)) return true;
  return arches.some((one) => one === arch || ANY_ARCH.has(one));
}

function isOfBinary({ binaries }: Affected, { name }: Package): boolean {
  return binaries === undefined || binaries.includes(name);
}

/** Oracle numbers what it patches for Ksplice and for FIPS apart: neither is above or below the plain build. */
function isOfFlavour(entry: Affected, version: string): boolean {
  if (!entry.ecosystem.startsWith('Oracle')) return true;
  const fixes = fixesOf(entry);
  return fixes.length === 0 || fixes.some((fix) => flavourOf(fix) === flavourOf(version));
}

function flavourOf(version: string): string | undefined {
  return FLAVOUR.exec(version)?.[0];
}
