import { APK_INSTALLED } from './apk/installed.ts';
import { apkPurl } from './apk/purl.ts';
import { APK_VERSIONS } from './apk/version.ts';
import type { Ecosystem } from './ecosystem.ts';

/** Alpine Linux: https://www.alpinelinux.org/releases/ */
export const ALPINE: Ecosystem = {
  id: 'alpine',
  title: 'Alpine Linux',
  appliesTo: (release) => release.id === 'alpine',
  readers: [APK_INSTALLED],
  versions: APK_VERSIONS,
  feed: {
    folder: 'Alpine',
    // The feed has no edge, whose version is a date or a candidate: `3.20_alpha20240329`.
    ecosystems(release) {
      const branch = /^(\d+\.\d+)(?:\.\d+)?$/.exec(release.versionId)?.[1];
      return branch === undefined ? [] : [`Alpine:v${branch}`];
    },
    keyedBy: 'source',
  },
  purl: (pkg, release) => apkPurl('alpine', pkg, release),
};
