import { PackageURL } from 'packageurl-js';
import type { PackageRecord } from '../../model/package.ts';
import type { Language } from '../ecosystem.ts';
import { SEMVER_VERSIONS } from '../order/semver.ts';
import { NPM_PACKAGE } from './npm/package-json.ts';

/** npm, which pnpm and Yarn install from as well: https://docs.npmjs.com */
export const NPM: Language = {
  kind: 'language',
  id: 'npm',
  title: 'npm',
  readers: [NPM_PACKAGE],
  versions: SEMVER_VERSIONS,
  feed: { folder: 'npm' },
  purl: npmPurl,
};

/** A scope is the namespace: https://github.com/package-url/purl-spec/blob/main/types-doc/npm-definition.md */
function npmPurl({ name, version }: PackageRecord): string {
  const slash = name.indexOf('/');
  const scope = slash === -1 ? undefined : name.slice(0, slash);
  return new PackageURL('npm', scope, name.slice(slash + 1), version, undefined, undefined).toString();
}
