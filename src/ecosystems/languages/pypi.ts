import { PackageURL } from 'packageurl-js';
import type { Language } from '../ecosystem.ts';
import { PEP440_VERSIONS } from '../order/pep440.ts';
import { PYTHON_METADATA } from './pypi/metadata.ts';
import { normalizedName } from './pypi/name.ts';

/** The Python Package Index: https://pypi.org */
export const PYPI: Language = {
  kind: 'language',
  id: 'pypi',
  title: 'PyPI',
  readers: [PYTHON_METADATA],
  versions: PEP440_VERSIONS,
  feed: { folder: 'PyPI', nameOf: normalizedName },
  // https://github.com/package-url/purl-spec/blob/main/types-doc/pypi-definition.md
  purl: ({ name, version }) => new PackageURL('pypi', undefined, normalizedName(name), version, undefined, undefined).toString(),
};
