import { PackageURL } from 'packageurl-js';
import type { Language } from '../ecosystem.ts';
import { CRAN_VERSIONS } from '../order/cran.ts';
import { R_DESCRIPTION } from './cran/description.ts';

/** The Comprehensive R Archive Network: https://cran.r-project.org */
export const CRAN: Language = {
  kind: 'language',
  id: 'cran',
  title: 'CRAN',
  readers: [R_DESCRIPTION],
  versions: CRAN_VERSIONS,
  feed: { folder: 'CRAN' },
  // https://github.com/package-url/purl-spec/blob/main/types-doc/cran-definition.md
  purl: ({ name, version }) => new PackageURL('cran', undefined, name, version, undefined, undefined).toString(),
};
