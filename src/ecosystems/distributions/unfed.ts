import { NO_FEED } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/* Distributions whose packages are read and of which OSV has no advisories: their packages are listed, and that nobody judges them is said. */

/** CentOS and CentOS Stream: https://www.centos.org */
export const CENTOS = rpmDistribution({ id: 'centos', title: 'CentOS', vendor: /CentOS/, feed: NO_FEED });

/** Fedora: https://fedoraproject.org */
export const FEDORA = rpmDistribution({ id: 'fedora', title: 'Fedora', vendor: /Fedora/, feed: NO_FEED });
