import type { FileReader } from '../../model/inventory.ts';
import type { PackageRecord } from '../../model/package.ts';
import { filesOf } from './files.ts';
import { linesOf } from './stanzas.ts';
import { readStatus } from './status.ts';

const DATABASES: readonly string[] = ['usr/lib/opkg/status', 'var/lib/opkg/status'];
const INFO = /^(?<room>(?:usr|var)\/lib\/opkg)\/info\/(?<name>[^/]+)\.(?<kind>control|list)$/;

/** Reads opkg's database of installed packages, which is written as dpkg's: https://openwrt.org/docs/guide-user/additional-software/opkg */
export const OPKG_STATUS: FileReader = {
  id: 'opkg-status',
  wants: (path) => DATABASES.includes(path),
  places: DATABASES,
  largest: 64 * 1024 * 1024,
  read: ({ bytes }) => withNamedSources(readStatus(new TextDecoder().decode(bytes), { installedByDefault: false })),
};

/**
 * Reads what opkg keeps of each package: the files that it brought, and its record, which counts where the layer has no database. The
 * database holds the same packages.
 */
export const OPKG_INFO: FileReader = {
  id: 'opkg-info',
  wants: (path) => path.includes('/lib/opkg/info/') && INFO.test(path),
  largest: 16 * 1024 * 1024,
  companions(path) {
    const { room, kind } = INFO.exec(path)?.groups ?? {};
    return room === undefined || kind !== 'control' ? [] : [`${room}/status`];
  },
  read({ path, bytes, companions }) {
    const text = new TextDecoder().decode(bytes);
    const { name = path, kind } = INFO.exec(path)?.groups ?? {};
    if (kind === 'list') return { packages: [], owned: [{ owner: name, files: filesOf(linesOf(text)) }] };
    if (companions !== undefined && companions.size > 0) return { packages: [] };
    return withNamedSources(readStatus(text, { installedByDefault: true }));
  },
};

/** A source is written as the folder that it is built in: `package/libs/openssl`. */
function withNamedSources<Content extends { readonly packages: readonly PackageRecord[] }>(content: Content): Content {
  const packages = content.packages.map((pkg): PackageRecord => {
    const { source } = pkg;
    return source === undefined ? pkg : { ...pkg, source: { ...source, name: source.name.split('/').at(-1) ?? source.name } };
  });
  return { ...content, packages };
}
