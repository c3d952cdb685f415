import type { Package } from '../model/package.ts';
import { sourceOf } from '../model/report.ts';
import type { JudgedPackage } from './judged-package.ts';
import type { Compare } from './versions.ts';

/** A name under which advisories may speak of a package, with the version that they mean and the order that holds for it. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly compare: Compare;
}

/** How Red Hat marks what it built again for another product: `1.1.1k-12.el8_9__8`. */
const REBUILT = /__\d+$/;

/** The names of a package, one or two, by what its advisories are keyed. */
export function subjectsOf({ package: pkg, name = pkg.name, keyedBy, compare, ecosystems }: JudgedPackage): readonly Subject[] {
  const own: Subject = { name, version: releaseOf(pkg.version, ecosystems), compare };
  const source = sourceOf(pkg);
  const origin: Subject = {
    name: source.name,
    version: releaseOf(source.version, ecosystems),
    compare: knowsSourceEpoch(pkg) ? compare : withoutEpochs(compare),
  };
  if (pkg.source === undefined || keyedBy === 'binary') return [own];
  if (keyedBy === 'source') return [origin];
  return origin.name === own.name && origin.version === own.version ? [own] : [origin, own];
}

function releaseOf(version: string, ecosystems: readonly string[]): string {
  return ecosystems.some((ecosystem) => ecosystem.startsWith('Red Hat')) ? version.replace(REBUILT, '') : version;
}

/** An rpm names the file of its source, in which there is no epoch; and what is built of one source may have epochs of its own. */
function knowsSourceEpoch({ name, source, purl }: Package): boolean {
  return !purl.startsWith('pkg:rpm/') || source?.name === name;
}

function withoutEpochs(compare: Compare): Compare {
  return (a, b) => compare(withoutEpoch(a), withoutEpoch(b));
}

function withoutEpoch(version: string): string {
  return version.replace(/^\d+:/, '');
}
