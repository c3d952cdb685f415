import type { Lockfile } from './lockfile.ts';
import { tomlPackages } from './toml-packages.ts';

/** https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html */
export const CARGO: Lockfile = { type: 'cargo', names: (file) => file === 'Cargo.lock', packages: tomlPackages };
