import type { AdvisoryFeed, Distribution } from '../ecosystem.ts';
import { APK_READERS } from '../apk/readers.ts';
import { apkPurl } from '../apk/purl.ts';
import { APK_VERSIONS } from '../apk/version.ts';

/** What is a distribution's own where the packages are apk's. */
interface Own {
  readonly id: string;
  readonly title: string;
  /** What its releases call themselves in os-release, where that is not the id alone. */
  readonly releases?: readonly string[];
  readonly feed: AdvisoryFeed;
}

/** A distribution of apk's packages. */
export function apkDistribution({ id, title, releases = [id], feed }: Own): Distribution {
  return {
    kind: 'distribution',
    id,
    title,
    appliesTo: (release) => releases.includes(release.id),
    readers: APK_READERS,
    versions: APK_VERSIONS,
    feed,
    purl: (pkg, release) => apkPurl(id, pkg, release),
  };
}
