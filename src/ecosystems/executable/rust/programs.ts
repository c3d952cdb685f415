import type { FileContent, StreamReader } from '../../../model/inventory.ts';
import { type Block, Blocks } from '../blocks.ts';
import { Gathered } from '../gathered.ts';
import type { Layout } from '../layout.ts';
import { needle, occurrences } from '../needle.ts';
import { type Follower, type Program, programReader } from '../program.ts';
import { LARGEST, OPENING, readAuditData, SECTION } from './audit-data.ts';
import { inflatedStart, mayInflateToBrace, PREFIX_LENGTH, ZLIB_HEADERS } from './deflate.ts';

/** Reads the crates that Rust programs say they were built from, where they were built by cargo-auditable. */
export const RUST_PROGRAMS: StreamReader = programReader('rust-programs', (program) =>
  program.layout.format === 'elf' ? new ElfProgram(program) : sectionOf(program),
);

/** Follows a program whose head tells where the section is; undefined where it has none. */
function sectionOf({ path, layout }: Program): Follower | undefined {
  const section = layout.sections.find(({ name }) => name === SECTION);
  return section === undefined ? undefined : new SectionFollower(section.offset, section.size, path);
}

/** Keeps the section, and reads it when it is whole. */
class SectionFollower implements Follower {
  readonly #path: string;
  readonly #kept: Gathered;
  readonly #size: number;
  #skip: number;

  constructor(offset: number, size: number, path: string) {
    this.#path = path;
    this.#skip = offset;
    this.#size = size;
    this.#kept = new Gathered(Math.min(size, LARGEST));
  }

  write(bytes: Uint8Array): boolean {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#kept.add(bytes.subarray(skipped));
    return !this.#kept.isFull;
  }

  end(): FileContent | undefined {
    if (this.#size > 0 && this.#kept.bytes.length === 0) throw new Error('its list of crates is cut off.');
    return this.#size === 0 ? undefined : readAuditData(this.#kept.bytes, this.#path);
  }
}

const NEEDLES = ZLIB_HEADERS.map((header) => needle(header));
/** Compressed streams that are looked into: a tenth of a second's work. Debug information has some dozens. */
const MOST_LOOKS = 4096;

/**
 * Looks for the section in an ELF file. Where it is stands at the end of the file, when it has long gone by; but linkers put what is not
 * loaded into memory, as this section is not, behind everything that is. There the document is known by its first words.
 */
class ElfProgram implements Follower {
  readonly #path: string;
  readonly #blocks = new Blocks(PREFIX_LENGTH, (block) => this.#look(block));
  #skip: number;
  #looks = 0;
  #kept: Gathered | undefined;

  constructor({ path, layout }: Program) {
    this.#path = path;
    this.#skip = endOfLoaded(layout);
  }

  write(bytes: Uint8Array): boolean {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#blocks.write(bytes.subarray(skipped));
    return this.#kept?.isFull !== true;
  }

  end(): FileContent | undefined {
    if (this.#kept?.isFull !== true) this.#blocks.end();
    if (this.#kept !== undefined) return readAuditData(this.#kept.bytes, this.#path);
    if (this.#looks < MOST_LOOKS) return undefined;
    return {
      packages: [],
      gap: `it holds more than ${MOST_LOOKS} compressed streams, and a list of crates was not among the first.`,
    };
  }

  #look(block: Block): void {
    if (this.#kept !== undefined) return this.#kept.add(block.bytes.subarray(block.fresh));
    const start = this.#startIn(block);
    if (start === undefined) return;
    this.#kept = new Gathered(LARGEST);
    this.#kept.add(block.bytes.subarray(start));
  }

  #startIn(block: Block): number | undefined {
    for (const header of NEEDLES) {
      for (const at of occurrences(block, header)) {
        if (this.#looks >= MOST_LOOKS) return undefined;
        if (!mayInflateToBrace(block.bytes, at)) continue;
        this.#looks += 1;
        if (inflatedStart(block.bytes.subarray(at, at + PREFIX_LENGTH)).startsWith(OPENING)) return at;
      }
    }
    return undefined;
  }
}

/** Where in the file the last of what is loaded ends. */
function endOfLoaded({ regions }: Layout): number {
  return Math.max(0, ...regions.map(({ offset, size }) => offset + size));
}
