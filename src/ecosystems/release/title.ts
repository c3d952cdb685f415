import type { Release } from '../../model/package.ts';

/** What a system calls itself in one line, and what os-release would call it. The first that fits counts. */
const TITLES: readonly (readonly [title: RegExp, id: string])[] = [
  [/^AlmaLinux\b/, 'almalinux'],
  [/^Rocky Linux\b/, 'rocky'],
  [/^Oracle Linux\b/, 'ol'],
  [/^CentOS\b/, 'centos'],
  [/^Fedora\b/, 'fedora'],
  [/^Red Hat Enterprise Linux\b/, 'rhel'],
  [/^Amazon Linux\b/, 'amzn'],
  [/^VMware Photon\b/, 'photon'],
  [/^CBL-Mariner\b/, 'mariner'],
  [/^(?:Microsoft )?Azure Linux\b/, 'azurelinux'],
  [/^Mageia\b/, 'mageia'],
  [/^openEuler\b/, 'openEuler'],
  [/^openSUSE\b/, 'opensuse'],
  [/^SUSE Linux Enterprise Server for SAP Applications\b/, 'sles_sap'],
  [/^SUSE Linux Enterprise Desktop\b/, 'sled'],
  [/^SUSE Linux Enterprise\b/, 'sles'],
];

/** The id of a system that calls itself so; undefined where the name is not known. */
export function idOf(title: string): string | undefined {
  return TITLES.find(([pattern]) => pattern.test(title))?.[1];
}

/**
 * Reads a line such as `CentOS Linux release 7.9.2009 (Core)` or `CBL-Mariner 2.0.20240123`; undefined where it names no version.
 * A system that is not known has the id that os-release has for one: `linux`.
 */
export function parseTitle(text: string): Release | undefined {
  const title = text.trimStart().split('\n', 1)[0]?.trim() ?? '';
  const { name, version } = /^(?<name>[^\d\n]*?[^\d\s])\s+(?:release\s+)?(?<version>\d[\w.]*)/.exec(title)?.groups ?? {};
  if (name === undefined || version === undefined) return undefined;
  const codename = /\((?<codename>[^()]+)\)$/.exec(title)?.groups?.['codename'];
  return {
    id: idOf(title) ?? 'linux',
    versionId: version,
    idLike: [],
    name,
    prettyName: title,
    ...(codename === undefined ? {} : { codename }),
  };
}
