import type { Release } from '../../model/package.ts';
import { alpineBranches } from '../apk/repositories.ts';
import { apkDistribution } from './apk-distribution.ts';

/** Alpine Linux: https://www.alpinelinux.org/releases/ */
export const ALPINE = apkDistribution({
  id: 'alpine',
  title: 'Alpine Linux',
  // OSV has main alone, and no edge.
  feed: { folder: 'Alpine', others: ['alpine-secdb'], ecosystems: branchOf, keyedBy: 'source' },
});

/** The branch that the image is kept up to date from. */
function branchOf(release: Release, repositories: readonly string[] = []): readonly string[] {
  const [branch] = alpineBranches(release, repositories);
  return branch === undefined ? [] : [`Alpine:${branch}`];
}
