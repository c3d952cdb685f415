import type { Release } from '../../model/package.ts';

/** The `distro` qualifier of a package URL: `debian-12`, or the id alone where the system has no version. */
export function distroOf(release: Release): string {
  return release.versionId === '' ? release.id : `${release.id}-${release.versionId}`;
}

/** The number before the first point of a release's version, as distributions that keep one feed for a major release have it. */
export function majorOf(release: Release): string | undefined {
  return /^(\d+)(?:\.\d+)*$/.exec(release.versionId)?.[1];
}
