/** Files and folders that carry a version between their name and these endings. */
const VERSIONED = /^(.+?)[-_@]v?\d.*?(\.(?:jar|war|ear|par|sar|hpi|jpi|kar|nar|aar|dist-info|egg-info|egg|gemspec))$/i;
const VERSION = /^v?\d+(?:\.\d+)+$/;
const INTERPRETER = /^((?:python|ruby|php|perl|node)\D?)\d+(?:\.\d+)*$/;
/** Each package has a file of its own here, and one of several must not become the place of them all. */
const STATUS_FOLDER = /(^|\/)(dpkg\/status\.d)\/.*$/;

/**
 * A path of an image without the versions in it, so that it is the same one after an update: `lib/python3.12/site-packages` is
 * `lib/python/site-packages`, `app/shop-1.4.jar` is `app/shop.jar`, `.pnpm/braces@3.0.2` is `.pnpm/braces`.
 */
export function stablePath(path: string): string {
  const segments = path.replace(STATUS_FOLDER, '$1$2').split('/');
  return segments
    .filter((segment) => !VERSION.test(segment))
    .map((segment, index, all) => stableSegment(segment, all[index - 1]))
    .join('/');
}

function stableSegment(segment: string, folder: string | undefined): string {
  if (folder === '.pnpm') return segment.replace(/(?<=.)@\d.*$/, '');
  return segment.replace(VERSIONED, '$1$2').replace(INTERPRETER, '$1');
}
