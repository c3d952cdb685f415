import { majorFeed } from './feeds.ts';
import { rpmDistribution } from './rpm-distribution.ts';

/** Azure Linux, which was CBL-Mariner before its third release: https://learn.microsoft.com/azure/azure-linux/ */
export const AZURE_LINUX = rpmDistribution({
  id: 'azurelinux',
  title: 'Azure Linux',
  vendor: /Microsoft/,
  releases: ['azurelinux', 'mariner'],
  feed: majorFeed('Azure Linux', 'either'),
});
