import type { AdvisoryFeed, Distribution } from '../ecosystem.ts';
import type { Release } from '../../model/package.ts';
import { CONTENT_SETS } from '../rpm/content-sets.ts';
import { RPM_READERS } from '../rpm/database.ts';
import { DNF_HISTORY } from '../rpm/dnf-history.ts';
import { rpmPurl } from '../rpm/purl.ts';
import { RPM_VERSIONS } from '../rpm/version.ts';

/** What is a distribution's own where the packages are rpm's. */
interface Own {
  readonly id: string;
  readonly title: string;
  /** What its releases call themselves in os-release, where that is not the id alone. */
  readonly releases?: readonly string[];
  /** What its own packages name as their vendor. */
  readonly vendor: RegExp;
  readonly feed: AdvisoryFeed;
  /** The namespace of its package URLs, where that is not the release's id. */
  readonly namespace?: string;
}

const READERS = [...RPM_READERS, DNF_HISTORY, CONTENT_SETS];

/** A distribution of rpm's packages. */
export function rpmDistribution({ id, title, releases = [id], vendor, feed, namespace }: Own): Distribution {
  return {
    kind: 'distribution',
    id,
    title,
    appliesTo: (release: Release) => releases.includes(release.id),
    readers: READERS,
    versions: RPM_VERSIONS,
    vendor,
    feed,
    purl: (pkg, release) => rpmPurl(namespace ?? release.id.toLowerCase(), pkg, release),
  };
}
