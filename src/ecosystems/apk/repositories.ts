import type { FileReader } from '../../model/inventory.ts';
import type { Release } from '../../model/package.ts';

const FILE = 'etc/apk/repositories';
const FOLDER = /^(?:etc|lib|usr\/lib)\/apk\/repositories\.d\/[^/]+\.list$/;

/** Reads which repositories apk installs from: https://wiki.alpinelinux.org/wiki/Repositories */
export const APK_REPOSITORIES: FileReader = {
  id: 'apk-repositories',
  wants: (path) => path === FILE || (path.includes('/repositories.d/') && FOLDER.test(path)),
  places: [FILE],
  largest: 1024 * 1024,
  read: ({ bytes }) => ({ packages: [], repositories: linesOf(new TextDecoder().decode(bytes)) }),
};

/** The lines that name a repository, each as it is written: `@edge https://dl-cdn.alpinelinux.org/alpine/edge/main`. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** `…/alpine/v3.18/main`, `…/alpine/edge/community`: the branch and one of its repositories. */
const BRANCH = /\/(?<branch>edge|latest-stable|v\d+\.\d+)\/(?:main|community|testing|releases)\/?$/;

/**
 * The branches of Alpine that an image is kept up to date from, the newest first: `edge`, `v3.19`. Those of its repositories, because
 * whoever changes them installs from there, whatever release the image began as; that of the release where they name none. A repository
 * with a tag gives only the packages that were asked for by that tag, and so decides nothing.
 */
export function alpineBranches(release: Release, repositories: readonly string[]): readonly string[] {
  const named = repositories
    .filter((line) => !line.startsWith('@'))
    .flatMap((line) => BRANCH.exec(line)?.groups?.['branch'] ?? [])
    // What is the latest stable branch changes, and the image does not say when it asked.
    .filter((branch) => branch !== 'latest-stable');
  const branches = [...new Set(named)].sort((a, b) => rankOf(b) - rankOf(a));
  return branches.length > 0 ? branches : ownBranch(release);
}

/** The release's own branch. A release that is yet to come has a date or a candidate in its version: `3.20_alpha20240329`. */
function ownBranch({ versionId }: Release): readonly string[] {
  const { branch, rest } = /^(?<branch>\d+\.\d+)(?<rest>.*)$/.exec(versionId)?.groups ?? {};
  if (branch === undefined || rest === undefined) return [];
  return [/^(?:\.\d+)?$/.test(rest) ? `v${branch}` : 'edge'];
}

function rankOf(branch: string): number {
  if (branch === 'edge') return Number.POSITIVE_INFINITY;
  const [major = 0, minor = 0] = branch.slice(1).split('.').map(Number);
  return major * 1000 + minor;
}
