import { PackageURL } from 'packageurl-js';
import type { Language } from '../ecosystem.ts';
import { RUST_PROGRAMS } from '../executable/rust/programs.ts';
import { SEMVER_VERSIONS } from '../order/semver.ts';

/** Rust's crates: https://crates.io/ */
export const CRATES: Language = {
  kind: 'language',
  id: 'crates.io',
  title: 'crates.io',
  readers: [RUST_PROGRAMS],
  versions: SEMVER_VERSIONS,
  feed: { folder: 'crates.io' },
  // https://github.com/package-url/purl-spec/blob/main/types-doc/cargo-definition.md
  purl: ({ name, version }) => new PackageURL('cargo', undefined, name, version, undefined, undefined).toString(),
};
