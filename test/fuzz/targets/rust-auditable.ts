import { deflateSync } from 'node:zlib';
import { RUST_PROGRAMS } from '../../../src/ecosystems/executable/rust/programs.ts';
import { CRATES } from '../../../src/ecosystems/languages/rust.ts';
import { elf, machO, pe } from '../../ecosystems/executable/executables.ts';
import { read } from '../../ecosystems/executable/streaming.ts';
import type { FuzzTarget } from '../target.ts';

const PACKAGES = Array.from({ length: 20 }, (_, index) => ({
  name: `crate-${index * 7}`,
  version: `1.${index}.0`,
  source: 'crates.io',
}));
const DOCUMENT = Buffer.from(JSON.stringify({ packages: PACKAGES, format: 1 }));

/** A program with a list of crates. */
function program(make: typeof pe, section: Uint8Array): Buffer {
  return make({ texts: Buffer.alloc(16), data: Buffer.alloc(16), rest: Buffer.from(section) }, undefined, '.dep-v0');
}

const reading = (bytes: Uint8Array): void => {
  for (const pkg of read(RUST_PROGRAMS, bytes, 50_000)?.packages ?? []) CRATES.purl(pkg);
};

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'rust-auditable',
    corpus: () => [
      program(elf, deflateSync(DOCUMENT)),
      program(pe, deflateSync(DOCUMENT)),
      program(machO, deflateSync(DOCUMENT)),
    ],
    run: reading,
  },
  {
    // What is wrong in the document, and not in what it is wrapped in.
    name: 'rust-auditable-document',
    corpus: () => [DOCUMENT],
    run: (bytes) => reading(program(elf, deflateSync(bytes))),
  },
];
