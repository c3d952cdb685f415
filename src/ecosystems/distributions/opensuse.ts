import type { Release } from '../../model/package.ts';
import { rpmDistribution } from './rpm-distribution.ts';

const ROLLING = new Set(['opensuse-tumbleweed', 'opensuse-microos', 'opensuse-slowroll']);

/** openSUSE's Leap and Tumbleweed: https://en.opensuse.org/Lifetime */
export const OPENSUSE = rpmDistribution({
  id: 'opensuse',
  title: 'openSUSE',
  vendor: /SUSE/,
  releases: ['opensuse', 'opensuse-leap', 'opensuse-leap-micro', ...ROLLING],
  feed: { folder: 'openSUSE', ecosystems: productsOf, keyedBy: 'source' },
  namespace: 'opensuse',
});

/** A product is its pretty name without the maker's: `openSUSE:Leap 15.6`, beside which the packages that are not free have another. */
function productsOf({ id, prettyName }: Release): readonly string[] {
  if (ROLLING.has(id)) return ['openSUSE:Tumbleweed'];
  const product = /^openSUSE (?<product>(?:Leap(?: Micro)? )?\d+\.\d+)/.exec(prettyName)?.groups?.['product'];
  return product === undefined ? [] : [`openSUSE:${product}`, `openSUSE:${product} NonFree`];
}
