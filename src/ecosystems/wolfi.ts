import { APK_INSTALLED } from './apk/installed.ts';
import { apkPurl } from './apk/purl.ts';
import { APK_VERSIONS } from './apk/version.ts';
import type { Ecosystem } from './ecosystem.ts';

/** Wolfi, which has no releases, and so one feed for all of its images: https://docs.wolfi.dev */
export const WOLFI: Ecosystem = {
  id: 'wolfi',
  title: 'Wolfi',
  appliesTo: (release) => release.id === 'wolfi',
  readers: [APK_INSTALLED],
  versions: APK_VERSIONS,
  feed: { folder: 'Wolfi', ecosystems: () => ['Wolfi'], keyedBy: 'source' },
  purl: (pkg, release) => apkPurl('wolfi', pkg, release),
};
