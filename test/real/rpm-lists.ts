import { createHash } from 'node:crypto';
import type { FileContent } from '../../src/model/inventory.ts';
import { type PathSet, PathSetBuilder } from '../../src/model/path-set.ts';
import { succeed } from '../support/program.ts';

/** What a database holds, in order. */
export interface RpmLists {
  /** Everything that is told of a package, in columns. */
  readonly packages: readonly string[];
  /** A package's name, how many files it has, and a digest of their set. */
  readonly files: readonly string[];
}

const FIELDS = ['NAME', 'EPOCHNUM', 'VERSION', 'RELEASE', 'ARCH', 'SOURCERPM', 'VENDOR', 'MODULARITYLABEL'];
const FORMAT = `${FIELDS.map((field) => `%{${field}}`).join('\\t')}\\n`;
const FILES = '[%{=NAME}\\t%{FILENAMES}\\n]';

/** Asks rpm itself for a database, in whatever form it is. */
export async function listsOfRpm(folder: string, form = 'sqlite'): Promise<RpmLists> {
  const query = ['--dbpath', folder, '--define', `_db_backend ${form}`, '-qa', '--qf'];
  const packages = linesOf(await succeed('rpm', [...query, FORMAT]));
  const builders = new Map<string, PathSetBuilder>();
  for (const line of linesOf(await succeed('rpm', [...query, FILES]))) {
    const [name = '', path = ''] = line.split('\t');
    const builder = builders.get(name) ?? new PathSetBuilder();
    builders.set(name, builder);
    builder.add(path.replace(/^\//, ''));
  }
  return {
    // The keys that rpm trusts are kept as if they were packages. Of a module's label only name and stream count.
    packages: packages
      .filter((line) => !line.startsWith('gpg-pubkey\t'))
      .map((line) => line.replaceAll('(none)', '').replace(/(\t[^\t:]+:[^\t:]+):[^\t]*$/, '$1'))
      .sort(),
    files: [...builders].map(([name, builder]) => fileLine(name, builder.build())).sort(),
  };
}

/** The same as a reader tells it. */
export function listsOf({ packages, owned = [] }: FileContent): RpmLists {
  const lines = packages.map(({ name, version, arch = '', source, module = '', vendor = '' }) => {
    const {
      epoch = '0',
      upstream = '',
      release = '',
    } = /^(?:(?<epoch>\d+):)?(?<upstream>.*)-(?<release>[^-]*)$/.exec(version)?.groups ?? {};
    const file = source === undefined ? '' : `${source.name}-${source.version.replace(/^\d+:/, '')}.src.rpm`;
    return [name, epoch, upstream, release, arch, file, vendor, module].join('\t');
  });
  return { packages: lines.sort(), files: owned.map(({ owner, files }) => fileLine(owner, files)).sort() };
}

function fileLine(name: string, { hashes }: PathSet): string {
  return `${name} ${hashes.length} ${createHash('sha256').update(hashes).digest('hex')}`;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
