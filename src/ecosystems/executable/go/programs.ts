import type { FileContent, StreamReader } from '../../../model/inventory.ts';
import { type Block, Blocks } from '../blocks.ts';
import { needle, occurrences } from '../needle.ts';
import type { Layout } from '../layout.ts';
import { type Follower, type Program, programReader } from '../program.ts';
import { ALIGNMENT, type BuildInfo, Candidate, type Header, MAGIC } from './build-info.ts';
import { contentOf } from './records.ts';
import { Strings } from './strings.ts';

/** Reads the modules that Go programs say they were built from, and the version of Go. */
export const GO_PROGRAMS: StreamReader = programReader('go-programs', (program) => new GoProgram(program));

// `G` is rare in programs, 0xff and the blank are not.
const NEEDLE = needle(MAGIC, 2, 8);
/** More than a text that is noted is long. */
const OVERLAP = 128;
/** Candidates that are read at once: each is let go within a few bytes unless it goes on as a header does. */
const MOST_CANDIDATES = 4;

interface Place {
  readonly candidate: Candidate;
  /** Whether it lies where Go's linker puts it: among the data that can be written. What lies elsewhere may be an embedded program. */
  readonly isProper: boolean;
}

class GoProgram implements Follower {
  readonly #path: string;
  readonly #layout: Layout;
  readonly #blocks: Blocks;
  readonly #strings: Strings;
  readonly #open = new Set<Place>();
  /** The first header of each kind, the proper ones apart. */
  readonly #headers = new Map<string, Header>();
  #isCutOff = false;

  constructor({ path, layout }: Program) {
    this.#path = path;
    this.#layout = layout;
    this.#strings = new Strings(layout);
    this.#blocks = new Blocks(OVERLAP, (block) => this.#look(block));
  }

  write(bytes: Uint8Array): boolean {
    this.#blocks.write(bytes);
    return !this.#headers.has('proper inline');
  }

  end(): FileContent | undefined {
    if (!this.#headers.has('proper inline')) this.#blocks.end();
    const [header] = ['proper inline', 'proper pointers', 'inline', 'pointers'].flatMap((kind) => this.#headers.get(kind) ?? []);
    if (header !== undefined) return contentOf(this.#infoOf(header), this.#path);
    for (const { candidate } of this.#open) this.#isCutOff ||= candidate.isCutOff;
    return this.#isCutOff ? { packages: [], gap: 'the build information of a Go program is cut off.' } : undefined;
  }

  #infoOf(header: Header): { readonly [Text in keyof BuildInfo]: BuildInfo[Text] | undefined } {
    return header.kind === 'inline' ? header.info : this.#strings.resolve(header.pointers);
  }

  #look(block: Block): void {
    for (const place of this.#open) this.#take(place, block.bytes.subarray(block.fresh));
    if (!this.#isCode(block)) this.#search(block);
    this.#strings.look(block);
  }

  #search(block: Block): void {
    for (const at of occurrences(block, NEEDLE)) {
      const offset = block.offset + at;
      if (offset % ALIGNMENT !== 0 || this.#open.size >= MOST_CANDIDATES) continue;
      const place = { candidate: new Candidate(), isProper: this.#isData(offset) };
      this.#open.add(place);
      this.#take(place, block.bytes.subarray(at));
    }
  }

  #take(place: Place, bytes: Uint8Array): void {
    if (place.candidate.take(bytes)) return;
    this.#open.delete(place);
    const { header } = place.candidate;
    if (header === undefined) return;
    const kind = place.isProper ? `proper ${header.kind}` : header.kind;
    if (!this.#headers.has(kind)) this.#headers.set(kind, header);
  }

  /** Whether a block holds nothing but instructions, and what must not be written: a header is never among them. */
  #isCode({ offset, bytes }: Block): boolean {
    const end = offset + bytes.length;
    return this.#layout.regions.some(
      (region) => region.executable && !region.writable && region.offset <= offset && end <= region.offset + region.size,
    );
  }

  #isData(offset: number): boolean {
    return this.#layout.regions.some(
      (region) => region.writable && offset >= region.offset && offset < region.offset + region.size,
    );
  }
}
