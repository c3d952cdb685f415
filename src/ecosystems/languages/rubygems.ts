import { PackageURL } from 'packageurl-js';
import type { PackageRecord } from '../../model/package.ts';
import type { Language } from '../ecosystem.ts';
import { RUBYGEMS_VERSIONS } from '../order/rubygems.ts';
import { GEMSPEC } from './rubygems/gemspec.ts';

/** RubyGems: https://rubygems.org */
export const RUBYGEMS: Language = {
  kind: 'language',
  id: 'rubygems',
  title: 'RubyGems',
  readers: [GEMSPEC],
  versions: RUBYGEMS_VERSIONS,
  feed: { folder: 'RubyGems' },
  purl: gemPurl,
};

/** https://github.com/package-url/purl-spec/blob/main/types-doc/gem-definition.md */
function gemPurl({ name, version, arch }: PackageRecord): string {
  const qualifiers = arch === undefined ? undefined : { platform: arch };
  return new PackageURL('gem', undefined, name, version, qualifiers, undefined).toString();
}
