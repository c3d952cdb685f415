import type { FileReader } from '../../model/inventory.ts';
import type { Release } from '../../model/package.ts';
import { assignmentsOf } from './assignments.ts';

/** Where a system says what it is; the first counts where both do. */
export const OS_RELEASE_FILES: readonly string[] = ['etc/os-release', 'usr/lib/os-release'];

/** Reads which system a root filesystem is: https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export const OS_RELEASE: FileReader = {
  id: 'os-release',
  wants: (path) => OS_RELEASE_FILES.includes(path),
  places: OS_RELEASE_FILES,
  largest: 64 * 1024,
  read: ({ bytes }) => ({ packages: [], release: parseOsRelease(new TextDecoder().decode(bytes)) }),
};

/** Reads the text of an os-release file. What no line assigns has the specification's default; a broken line assigns nothing. */
export function parseOsRelease(text: string): Release {
  const assigned = assignmentsOf(text);
  const field = (key: string, otherwise: string): string => assigned.get(key) ?? otherwise;
  const codename = field('VERSION_CODENAME', '');
  const cpe = field('CPE_NAME', '');
  const name = field('NAME', 'Linux');
  return {
    id: field('ID', 'linux'),
    versionId: field('VERSION_ID', ''),
    idLike: field('ID_LIKE', '').match(/\S+/g) ?? [],
    name,
    prettyName: field('PRETTY_NAME', name),
    ...(codename === '' ? {} : { codename }),
    ...(cpe === '' ? {} : { cpe }),
    ...extendedSupportIn(cpe),
  };
}

/** `eus` of `cpe:/o:redhat:rhel_eus:9.4::baseos`: Red Hat alone writes it there. */
function extendedSupportIn(cpe: string): Pick<Release, 'extendedSupport'> {
  const stream = /^cpe:(?:\/|2\.3:)o:redhat:(?:rhel|enterprise_linux)_(eus|aus|tus|e4s|els)(?:_long_life)?:/.exec(cpe)?.[1];
  return stream === undefined ? {} : { extendedSupport: stream };
}
