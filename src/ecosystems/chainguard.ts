import { APK_INSTALLED } from './apk/installed.ts';
import { apkPurl } from './apk/purl.ts';
import { APK_VERSIONS } from './apk/version.ts';
import type { Ecosystem } from './ecosystem.ts';

/** Chainguard's own distribution, of which Wolfi is the public part; it has no releases either: https://edu.chainguard.dev */
export const CHAINGUARD: Ecosystem = {
  id: 'chainguard',
  title: 'Chainguard',
  appliesTo: (release) => release.id === 'chainguard',
  readers: [APK_INSTALLED],
  versions: APK_VERSIONS,
  feed: { folder: 'Chainguard', ecosystems: () => ['Chainguard'], keyedBy: 'source' },
  purl: (pkg, release) => apkPurl('chainguard', pkg, release),
};
