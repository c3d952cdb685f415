import { PackageURL } from 'packageurl-js';
import type { PackageRecord } from '../../model/package.ts';
import type { Language } from '../ecosystem.ts';
import { PACKAGIST_VERSIONS } from '../order/packagist.ts';
import { COMPOSER_INSTALLED } from './packagist/installed.ts';

/** Packagist, where Composer installs from: https://packagist.org */
export const PACKAGIST: Language = {
  kind: 'language',
  id: 'packagist',
  title: 'Packagist',
  readers: [COMPOSER_INSTALLED],
  versions: PACKAGIST_VERSIONS,
  // https://getcomposer.org/doc/04-schema.md#name: lower case now, in any case once.
  feed: { folder: 'Packagist', nameOf: (name) => name.toLowerCase() },
  purl: composerPurl,
};

/** The vendor is the namespace: https://github.com/package-url/purl-spec/blob/main/types-doc/composer-definition.md */
function composerPurl({ name, version }: PackageRecord): string {
  const slash = name.indexOf('/');
  return new PackageURL('composer', name.slice(0, slash), name.slice(slash + 1), version, undefined, undefined).toString();
}
