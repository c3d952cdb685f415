import { join } from 'node:path';
import { type ClairIndex, openClairDatabase } from '../../../src/advisories/clair/index.ts';
import { type JudgedPackage, matchPackages } from '../../../src/match/match.ts';
import type { Package } from '../../../src/model/package.ts';
import { judged, pkg } from '../../support/advisories.ts';
import { type ClairDatabaseOptions, type ClairVuln, writeClairDatabase } from '../../support/clair-database.ts';
import { temporaryFolder } from '../../support/folder.ts';

export interface Opened extends AsyncDisposable {
  readonly index: ClairIndex;
  readonly path: string;
}

/** A database of these rows, made and opened. */
export async function opened(
  vulns: readonly ClairVuln[],
  options: ClairDatabaseOptions & { readonly ecosystems?: readonly string[] } = {},
): Promise<Opened> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'matcher.db');
  writeClairDatabase(path, vulns, options);
  const index = await openClairDatabase(path, { ecosystems: options.ecosystems ?? [] });
  return {
    index,
    path,
    [Symbol.asyncDispose]: async () => {
      index[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export interface Asked {
  readonly ecosystem: string | readonly string[];
  readonly compare: JudgedPackage['compare'];
  readonly keyedBy?: JudgedPackage['keyedBy'];
  readonly name?: string;
}

/** What the program says of a package by a database: `CVE-1 fixed in 2`, or why it cannot say. */
export function verdict(index: ClairIndex, one: Package, { ecosystem, compare, keyedBy, name }: Asked): readonly string[] {
  const ecosystems = [ecosystem].flat();
  const [first = ''] = ecosystems;
  const given = {
    ecosystems,
    compare,
    keyedBy: keyedBy ?? index.keyedBy(first) ?? 'binary',
    ...(name === undefined ? {} : { name }),
  };
  const { findings, gaps } = matchPackages([judged(one, given)], index, { kernelHeaders: true });
  const told = findings.map(
    ({ advisories, fixedIn }) => `${advisories.join(' ')}${fixedIn === undefined ? '' : ` fixed in ${fixedIn}`}`,
  );
  return [...told.sort(), ...gaps.map(({ reason }) => `gap: ${reason}`)];
}

/** An rpm, with the mark by which the matcher knows one. */
export function rpm(name: string, version: string, given: Partial<Package> = {}): Package {
  return pkg(name, version, { purl: `pkg:rpm/test/${name}@${version}`, arch: 'x86_64', ...given });
}
