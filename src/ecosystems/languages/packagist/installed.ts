import type { FileContent, FileReader } from '../../../model/inventory.ts';
import type { PackageRecord } from '../../../model/package.ts';
import { fieldOf, parseJson, textOf } from '../metadata/json.ts';
import { folderOf } from '../metadata/path.ts';
import { registered, type Registry } from '../metadata/records.ts';

const FILE = 'composer/installed.json';

const REGISTRY: Registry = { title: 'Packagist', name: /^[a-z0-9][\w.-]*\/[a-z0-9][\w.-]*$/i };

/**
 * Reads what Composer installed: https://getcomposer.org/doc/07-runtime.md#installed-versions
 *
 * The folder above is called `vendor` unless the application says otherwise: https://getcomposer.org/doc/06-config.md#vendor-dir
 */
export const COMPOSER_INSTALLED: FileReader = {
  id: 'composer-installed',
  wants: (path) => path.endsWith(FILE) && (path.length === FILE.length || path.at(-FILE.length - 1) === '/'),
  largest: 16 * 1024 * 1024,
  read: ({ path, bytes }) => readInstalled(path, bytes),
};

/** Composer 1 wrote a list; Composer 2 writes an object that holds it. */
function readInstalled(path: string, bytes: Uint8Array): FileContent {
  const document = parseJson(bytes);
  const list = Array.isArray(document) ? document : fieldOf(document, 'packages');
  if (!Array.isArray(list)) throw new Error('it holds no list of packages');
  const root = folderOf(folderOf(folderOf(path)));
  return registered(REGISTRY, recordsOf(list, root));
}

/** One at a time: of a list that somebody made long, nothing is kept but the list. */
function* recordsOf(list: readonly unknown[], root: string): Generator<PackageRecord> {
  for (const entry of list) yield recordOf(entry, root);
}

/** What lacks a name or a version is given an empty one, which no registry can have. */
function recordOf(entry: unknown, root: string): PackageRecord {
  return { name: textOf(entry, 'name') ?? '', version: textOf(entry, 'version') ?? '', root };
}
