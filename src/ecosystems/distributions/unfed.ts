import { NO_FEED } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/* Distributions whose packages are read and of which OSV has no advisories: their packages are listed, and that nobody judges them is said. */

/** CentOS and CentOS Stream: https://www.centos.org */
export const CENTOS = rpmDistribution({ id: 'centos', title: 'CentOS', vendor: /CentOS/, feed: NO_FEED });

/** Fedora: https://fedoraproject.org */
export const FEDORA = rpmDistribution({ id: 'fedora', title: 'Fedora', vendor: /Fedora/, feed: NO_FEED });

/** Oracle Linux: https://docs.oracle.com/en/operating-systems/oracle-linux/ */
export const ORACLE = rpmDistribution({ id: 'ol', title: 'Oracle Linux', vendor: /Oracle/, feed: NO_FEED, namespace: 'oracle' });

/** Amazon Linux: https://docs.aws.amazon.com/linux/ */
export const AMAZON = rpmDistribution({ id: 'amzn', title: 'Amazon Linux', vendor: /Amazon/, feed: NO_FEED });

/** Photon OS, for which OSV has a name and no records: https://vmware.github.io/photon/ */
export const PHOTON = rpmDistribution({ id: 'photon', title: 'Photon OS', vendor: /VMware|Broadcom/, feed: NO_FEED });
