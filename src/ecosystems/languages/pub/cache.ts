import type { FileContent, FileReader } from '../../../model/inventory.ts';
import { baseOf, folderOf } from '../metadata/path.ts';
import { registered, type Registry } from '../metadata/records.ts';

const FILE = '/pubspec.yaml';

/** The host that a package came from, and the package with its version. A name has no dash, so the first one ends it. */
const PLACE = /(?:^|\/)hosted\/[^/]+\/[^/-]+-[^/]+$/;

const REGISTRY: Registry = { title: 'Pub', name: /^[a-z_]\w*$/i };

/**
 * Reads the cache, which is where Dart runs its packages from: https://dart.dev/tools/pub/environment-variables
 *
 * Pub itself knows a package in the cache by the name of its folder, which holds the version that the host gave it; so do we. What
 * was compiled into a program leaves no trace there.
 */
export const PUB_CACHE: FileReader = {
  id: 'pub-cache',
  wants: (path) => path.endsWith(FILE) && PLACE.test(folderOf(path)),
  largest: 1024 * 1024,
  read: ({ path }) => readPlace(folderOf(path)),
};

function readPlace(folder: string): FileContent {
  const place = baseOf(folder);
  const dash = place.indexOf('-');
  const root = folderOf(folderOf(folderOf(folder)));
  return registered(REGISTRY, [{ name: place.slice(0, dash), version: place.slice(dash + 1), root }]);
}
