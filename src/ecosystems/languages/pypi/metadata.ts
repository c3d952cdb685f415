import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { headFields } from '../metadata/fields.ts';
import { baseOf, folderOf } from '../metadata/path.ts';
import { registered, type Registry } from '../metadata/records.ts';

const REGISTRY: Registry = { title: 'PyPI', name: /^[a-z0-9](?:[\w.-]*[a-z0-9])?$/i };

/**
 * Reads the core metadata of installed distributions: https://packaging.python.org/en/latest/specifications/core-metadata/
 *
 * It lies in `….dist-info/METADATA` (https://packaging.python.org/en/latest/specifications/recording-installed-packages/), and before
 * that in `….egg-info/PKG-INFO`, in a file `….egg-info` or in `….egg/EGG-INFO/PKG-INFO`
 * (https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html). Archives that Python loads without unpacking are not read.
 */
export const PYTHON_METADATA: FileReader = {
  id: 'python-metadata',
  wants: (path) => placeOf(path) !== undefined,
  largest: 4 * 1024 * 1024,
  read: ({ path, bytes }) => readMetadata(path, bytes),
};

/** What the metadata describes, as a path beside the package's modules; undefined where the file is no such metadata. */
function placeOf(path: string): string | undefined {
  if (ends(path, '.egg-info')) return path;
  if (ends(path, '.dist-info/metadata') || ends(path, '.egg-info/pkg-info')) return folderOf(path);
  if (ends(path, '.egg/egg-info/pkg-info')) return folderOf(folderOf(path));
  return undefined;
}

/** In whatever case: there are file systems, and tools for them, that do not keep it. */
function ends(path: string, ending: string): boolean {
  return path.length > ending.length && path.slice(-ending.length).toLowerCase() === ending;
}

function readMetadata(path: string, bytes: Uint8Array): FileContent {
  const fields = headFields(bytes);
  const name = fields.get('name') ?? '';
  const version = fields.get('version') ?? '';
  if (name === '' || version === '') throw new Error(`it lacks a ${name === '' ? 'name' : 'version'}`);
  return registered(REGISTRY, [{ name, version, root: folderOf(placeOf(path) ?? baseOf(path)) }]);
}
