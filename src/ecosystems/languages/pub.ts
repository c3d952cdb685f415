import { PackageURL } from 'packageurl-js';
import type { Language } from '../ecosystem.ts';
import { PUB_VERSIONS } from '../order/pub.ts';
import { PUB_CACHE } from './pub/cache.ts';

/** Dart's and Flutter's packages: https://pub.dev */
export const PUB: Language = {
  kind: 'language',
  id: 'pub',
  title: 'Pub',
  readers: [PUB_CACHE],
  versions: PUB_VERSIONS,
  feed: { folder: 'Pub' },
  // https://github.com/package-url/purl-spec/blob/main/types-doc/pub-definition.md
  purl: ({ name, version }) => new PackageURL('pub', undefined, name, version, undefined, undefined).toString(),
};
