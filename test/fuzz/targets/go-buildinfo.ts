import { GO_PROGRAMS } from '../../../src/ecosystems/executable/go/programs.ts';
import { contentOf } from '../../../src/ecosystems/executable/go/records.ts';
import { GOLANG } from '../../../src/ecosystems/languages/golang.ts';
import { AMD64, elf, fat, I386, machO, type Machine, type Parts, pe, S390X } from '../../ecosystems/executable/executables.ts';
import { type Build, inlineParts, olderParts } from '../../ecosystems/executable/go-programs.ts';
import { read } from '../../ecosystems/executable/streaming.ts';
import type { FuzzTarget } from '../target.ts';

const BUILD: Build = {
  version: 'go1.17.3',
  modules: 'path\ta\nmod\ta.org/a\t(devel)\t\ndep\tb.org/b\tv1.0.0\th1:=\n=>\t./b\t\nbuild\t-ldflags="-X main.version=1.2.3"\n',
};

const FORMS: readonly (readonly [make: (parts: Parts, machine: Machine) => Buffer, machine: Machine])[] = [
  [elf, AMD64],
  [elf, S390X],
  [elf, I386],
  [pe, AMD64],
  [machO, AMD64],
  [machO, I386],
  [(parts, machine): Buffer => fat([machO(parts, machine)]), AMD64],
];

/** Only the head and the parts: zeros between them are no target. */
const PROGRAMS = FORMS.flatMap(([make, machine]) => [
  make(inlineParts(BUILD), machine),
  make(olderParts(BUILD, { machine }), machine),
]);

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'go-buildinfo',
    corpus: () => PROGRAMS,
    run(bytes) {
      for (const pkg of read(GO_PROGRAMS, bytes, 50_000)?.packages ?? []) GOLANG.purl(pkg);
    },
  },
  {
    // What is wrong in the modules, and not in what leads to them.
    name: 'go-modules',
    corpus: () => [Buffer.from(BUILD.modules)],
    run(bytes) {
      for (const pkg of contentOf({ version: BUILD.version, modules: Buffer.from(bytes).toString() }, 'a').packages)
        GOLANG.purl(pkg);
    },
  },
];
