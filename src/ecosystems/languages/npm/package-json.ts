import { parse } from 'semver';
import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { isObject, parseJson, textOf } from '../metadata/json.ts';
import { registered, type Registry } from '../metadata/records.ts';

const MODULES = 'node_modules/';
const FILE = '/package.json';

/** What lies right in `node_modules`, in a scope or not. Names with a dot in front are a package manager's own: `.pnpm`, `.bin`. */
const FOLDER = /^(?:@[^/]+\/)?[^/.@][^/]*$/;

/** Old names have capitals and marks that new ones may not have: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name */
const REGISTRY: Registry = { title: 'npm', name: /^(?:@[\w~-][\w.~-]*\/)?[a-z0-9~!'()*-][\w.~!'()*-]*$/i };

/**
 * Reads what is installed in `node_modules`, however deep, by npm, pnpm or Yarn: https://docs.npmjs.com/cli/v11/configuring-npm/folders
 *
 * An application's own `package.json` is not read: what is not in `node_modules` did not come from the registry, and its name may be
 * another's there. Nor are those that lie deeper in a package, which only tell Node how to load what is beside them.
 */
export const NPM_PACKAGE: FileReader = {
  id: 'npm-package',
  wants: (path) => path.endsWith(FILE) && FOLDER.test(installedAs(path)),
  largest: 4 * 1024 * 1024,
  read: ({ path, bytes }) => readPackage(path, bytes),
};

/** What the package is called by those that load it: the path's part between the last `node_modules` and the file. */
function installedAs(path: string): string {
  const start = lastModules(path);
  return start === -1 ? '' : path.slice(start + MODULES.length, -FILE.length);
}

function lastModules(path: string): number {
  const start = path.lastIndexOf(`/${MODULES}`);
  if (start !== -1) return start + 1;
  return path.startsWith(MODULES) ? 0 : -1;
}

/** The name in the file counts: an alias is another package's name for it. */
function readPackage(path: string, bytes: Uint8Array): FileContent {
  const document = parseJson(bytes);
  if (!isObject(document)) throw new Error('it is not a JSON object');
  const name = textOf(document, 'name');
  const written = textOf(document, 'version');
  // Whoever publishes has to give both. Without them it is a folder that someone put there.
  if (name === undefined || written === undefined) return { packages: [] };
  return registered(REGISTRY, [{ name, version: publishedVersion(written), root: rootOf(path) }]);
}

/**
 * The registry's version: old packages wrote `v1.2.3`, and build metadata is dropped when a package is published. What is no semantic
 * version came from elsewhere, and is left for the judgement, where an advisory has its name.
 */
function publishedVersion(written: string): string {
  return parse(written, { loose: true })?.version ?? written;
}

/** The folder above the first `node_modules`; empty for the image's root. */
function rootOf(path: string): string {
  return path.startsWith(MODULES) ? '' : path.slice(0, path.indexOf(`/${MODULES}`));
}
