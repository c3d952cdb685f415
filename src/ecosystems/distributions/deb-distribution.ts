import type { AdvisoryFeed, Distribution } from '../ecosystem.ts';
import { debPurl } from '../dpkg/purl.ts';
import { DPKG_READERS } from '../dpkg/readers.ts';
import { OWN_MAINTAINER } from '../dpkg/vendor.ts';
import { DPKG_VERSIONS } from '../dpkg/version.ts';

/** What is a distribution's own where the packages are dpkg's. */
interface Own {
  readonly id: string;
  readonly title: string;
  readonly feed: AdvisoryFeed;
}

/** A distribution of dpkg's packages. */
export function debDistribution({ id, title, feed }: Own): Distribution {
  return {
    kind: 'distribution',
    id,
    title,
    appliesTo: (release) => release.id === id,
    readers: DPKG_READERS,
    versions: DPKG_VERSIONS,
    vendor: OWN_MAINTAINER,
    feed,
    purl: (pkg, release) => debPurl(id, pkg, release),
  };
}
