import { PackageURL } from 'packageurl-js';
import type { Language } from '../ecosystem.ts';
import { SEMVER_VERSIONS } from '../order/semver.ts';
import { OTP_APPLICATION } from './hex/application.ts';
import { HEX_METADATA } from './hex/metadata.ts';

/** Hex, for Erlang and Elixir: https://hex.pm */
export const HEX: Language = {
  kind: 'language',
  id: 'hex',
  title: 'Hex',
  readers: [HEX_METADATA, OTP_APPLICATION],
  versions: SEMVER_VERSIONS,
  feed: { folder: 'Hex' },
  // https://github.com/package-url/purl-spec/blob/main/types-doc/hex-definition.md
  purl: ({ name, version }) => new PackageURL('hex', undefined, name, version, undefined, undefined).toString(),
};
