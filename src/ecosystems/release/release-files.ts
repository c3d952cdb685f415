import type { FileReader } from '../../model/inventory.ts';
import type { Release } from '../../model/package.ts';
import { parseAlpineRelease, parseDebianVersion, parseLsbRelease, parseSuseRelease } from './older-files.ts';
import { parseTitle } from './title.ts';

/** Reads the text of a file that tells the release; undefined where it tells none. */
type Parse = (text: string) => Release | undefined;

/**
 * The files in which systems said what they are before os-release, and in part still do, the more telling first: `system-release` and
 * `redhat-release` are links to a distribution's own file, or copies for programs that know Red Hat alone, and Ubuntu has Debian's
 * version as well as its own.
 */
const PARSERS: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['etc/alpine-release', parseAlpineRelease],
  ['etc/lsb-release', parseLsbRelease],
  ['etc/openwrt_release', parseLsbRelease],
  ['etc/SuSE-release', parseSuseRelease],
  ['etc/almalinux-release', parseTitle],
  ['etc/rocky-release', parseTitle],
  ['etc/oracle-release', parseTitle],
  ['etc/centos-release', parseTitle],
  ['etc/fedora-release', parseTitle],
  ['etc/mageia-release', parseTitle],
  ['etc/openEuler-release', parseTitle],
  ['etc/photon-release', parseTitle],
  ['etc/azurelinux-release', parseTitle],
  ['etc/mariner-release', parseTitle],
  ['etc/system-release', parseTitle],
  ['etc/redhat-release', parseTitle],
  ['etc/debian_version', parseDebianVersion],
]);

/** The places of those files, the more telling first. */
export const RELEASE_FILE_PATHS: readonly string[] = [...PARSERS.keys()];

/** Reads those files. */
export const RELEASE_FILES: FileReader = {
  id: 'release-files',
  wants: (path) => path.startsWith('etc/') && PARSERS.has(path),
  places: RELEASE_FILE_PATHS,
  largest: 64 * 1024,
  read({ path, bytes }) {
    // Where a link leads to the file under another name, the name that most links have is as good as any.
    const parse = PARSERS.get(path) ?? parseTitle;
    const release = parse(new TextDecoder().decode(bytes));
    return { packages: [], ...(release === undefined ? {} : { release }) };
  },
};
