import { ownFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Photon OS, for which OSV has a name and no records: https://vmware.github.io/photon/ */
export const PHOTON = rpmDistribution({
  id: 'photon',
  title: 'Photon OS',
  vendor: /VMware|Broadcom/,
  feed: ownFeed('photon', ({ versionId }) => (/^\d+\.\d+$/.test(versionId) ? `Photon OS:${versionId}` : undefined)),
});
