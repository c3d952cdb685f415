import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { headFields } from '../metadata/fields.ts';
import { folderOf } from '../metadata/path.ts';
import { registered, type Registry } from '../metadata/records.ts';

/** https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file */
const REGISTRY: Registry = { title: 'CRAN', name: /^[a-z][a-z0-9.]*$/i };

/**
 * Reads the descriptions of installed R packages: https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file
 *
 * Libraries may be anywhere, so every file of that name is looked at. R adds the field `Built` when it installs a package; what lacks
 * it is a source, or has nothing to do with R.
 */
export const R_DESCRIPTION: FileReader = {
  id: 'r-description',
  wants: (path) => path.endsWith('/DESCRIPTION'),
  largest: 1024 * 1024,
  read: ({ path, bytes }) => readDescription(path, bytes),
};

function readDescription(path: string, bytes: Uint8Array): FileContent {
  const fields = headFields(bytes);
  if (!fields.has('built') || !isFromCran(fields)) return { packages: [] };
  const name = fields.get('package') ?? '';
  const version = fields.get('version') ?? '';
  if (name === '' || version === '') throw new Error(`it lacks a ${name === '' ? 'name' : 'version'}`);
  return registered(REGISTRY, [{ name, version, root: folderOf(folderOf(path)) }]);
}

/**
 * Whether the package came from CRAN or one of those that rebuild it and put their own name there. What is a part of R, came from
 * Bioconductor or from somebody's Git names no repository, or that one.
 */
function isFromCran(fields: ReadonlyMap<string, string>): boolean {
  const repository = fields.get('repository') ?? '';
  return repository !== '' && !repository.startsWith('Bioc') && !fields.has('biocviews') && fields.get('priority') !== 'base';
}
