import { parsePax } from '../tar/pax.ts';
import { checksumHolds, cleanPath, type Entry, entryKind, isZeroBlock, parseHeader } from '../tar/tar-header.ts';
import { damaged } from './damage.ts';
import { type Passage, take } from './passage.ts';
import { tooManyMembers } from './unfit.ts';

/** What a name in an archive stands for. */
export type Content =
  /** `offset` and `size` in bytes. `bytes` is there where it was kept while passing by. */
  | { readonly kind: 'file'; readonly offset: number; readonly size: number; readonly bytes?: Buffer }
  /** `target` is a name in the archive; undefined where the link leads out of it. */
  | { readonly kind: 'link'; readonly target: string | undefined };

export type Contents = ReadonlyMap<string, Content>;

export interface ListOptions {
  /** Bytes of the archive; undefined where only reading can tell. */
  readonly size: number | undefined;
  /** Keeps small members in memory: for archives in which going back is expensive. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

const BLOCK = 512;
/** An image has some thousand members at the very most; a filesystem has more, and is recognised before. */
const MOST_MEMBERS = 100_000;
/** Bytes of a name; no file system knows a longer one. */
const LONGEST_NAME = 4096;
const LARGEST_EXTENSION = 1024 * 1024;
/** Bytes of a member that is kept, and of all that are. Manifests and configurations are far smaller. */
const LARGEST_KEPT = 1024 * 1024;
const MOST_KEPT = 16 * 1024 * 1024;

/**
 * Lists a tar by its headers, stepping over what the members hold. The later of two members of one name counts, as when unpacking.
 * Throws `MANIFEST_INVALID` where it breaks off, is damaged, or names a place outside of itself; `LIMIT_EXCEEDED` where it holds
 * too many members. A tar whose first block is not a header is an empty list: it is none.
 */
export async function listTar(passage: Passage, options: ListOptions): Promise<Contents> {
  const lister = new Lister(passage, options);
  while (await lister.step()) options.signal.throwIfAborted();
  return lister.contents;
}

class Lister {
  readonly contents = new Map<string, Content>();
  readonly #passage: Passage;
  readonly #options: ListOptions;
  #next: ReadonlyMap<string, string> = new Map();
  #global: ReadonlyMap<string, string> = new Map();
  #members = 0;
  #kept = 0;

  constructor(passage: Passage, options: ListOptions) {
    this.#passage = passage;
    this.#options = options;
  }

  /** Reads one header and what belongs to it. False at the end. */
  async step(): Promise<boolean> {
    const { position } = this.#passage;
    const header = await take(this.#passage, BLOCK);
    if (header.length === 0) return false;
    if (header.length < BLOCK) return this.#foreign(position, `it breaks off at byte ${position + header.length}`);
    if (isZeroBlock(header)) return false;
    if (!checksumHolds(header)) return this.#foreign(position, `there is no tar header at byte ${position}`);
    const kind = entryKind(header);
    const entry = this.#parse(header, kind === 'entry' ? [...this.#global, ...this.#next] : []);
    if (kind === 'entry') {
      this.#next = new Map();
      await this.#note(entry);
    } else await this.#extend(kind, entry);
    await this.#pass(entry, position + BLOCK + entry.dataSize);
    return true;
  }

  /** What is wrong with the first block is not damage: then it is no tar at all. */
  #foreign(position: number, why: string): false {
    if (position === 0) return false;
    throw damaged(why);
  }

  #parse(header: Buffer, extensions: readonly (readonly [string, string])[]): Entry {
    try {
      return parseHeader(header, new Map(extensions));
    } catch (error) {
      throw damaged(error instanceof Error ? error.message : String(error), error);
    }
  }

  async #note(entry: Entry): Promise<void> {
    this.#members += 1;
    if (this.#members > MOST_MEMBERS) throw tooManyMembers(this.contents.keys(), MOST_MEMBERS);
    if (entry.path.length > LONGEST_NAME || entry.linkPath.length > LONGEST_NAME) return;
    if (entry.path.split('/').includes('..')) throw damaged(`it holds "${entry.path}", a name that leads out of it`);
    const name = cleanPath(entry.path);
    if (name === undefined) return;
    const content = await this.#contentOf(name, entry);
    if (content === undefined) this.contents.delete(name);
    else this.contents.set(name, content);
  }

  async #contentOf(name: string, { type, linkPath, dataSize }: Entry): Promise<Content | undefined> {
    // A hard link names a member from the root, a symbolic link from where it stands.
    if (type === 'hardlink') return { kind: 'link', target: insideOf('', linkPath) };
    if (type === 'symlink')
      return { kind: 'link', target: insideOf(name.slice(0, Math.max(name.lastIndexOf('/'), 0)), linkPath) };
    if (type !== 'file') return undefined;
    const offset = this.#passage.position;
    const { keep } = this.#options;
    if (!keep || dataSize > LARGEST_KEPT || this.#kept + dataSize > MOST_KEPT) return { kind: 'file', offset, size: dataSize };
    // A copy: what was read is a piece of something larger, which must not be held with it.
    const bytes = Buffer.from(await take(this.#passage, dataSize));
    this.#kept += bytes.length;
    return { kind: 'file', offset, size: dataSize, bytes };
  }

  async #extend(kind: Exclude<ReturnType<typeof entryKind>, 'entry'>, { dataSize }: Entry): Promise<void> {
    if (dataSize > LARGEST_EXTENSION) throw damaged(`it has an extended header of ${dataSize} bytes`);
    const bytes = await take(this.#passage, dataSize);
    const words = this.#wordsOf(kind, bytes);
    if (kind === 'pax-global') this.#global = new Map([...this.#global, ...words]);
    else this.#next = new Map([...this.#next, ...words]);
  }

  #wordsOf(kind: string, bytes: Buffer): readonly (readonly [string, string])[] {
    if (kind === 'gnu-path') return [['path', untilZero(bytes)]];
    if (kind === 'gnu-link') return [['linkpath', untilZero(bytes)]];
    try {
      return [...parsePax(bytes)];
    } catch (error) {
      throw damaged(error instanceof Error ? error.message : String(error), error);
    }
  }

  /** Goes to the next header. Padding after the last member may be missing; data may not. */
  async #pass({ path, dataSize }: Entry, end: number): Promise<void> {
    const { size = Number.POSITIVE_INFINITY, signal } = this.#options;
    await this.#passage.advance(end, signal);
    const reached = Math.min(this.#passage.position, size);
    if (reached < end) throw damaged(`it breaks off within "${path}", ${end - reached} bytes before that ends`);
    await this.#passage.advance(end + ((BLOCK - (dataSize % BLOCK)) % BLOCK), signal);
  }
}

/** The name that a path means, seen from a folder of the archive. Undefined where it leads out. */
function insideOf(folder: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function untilZero(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/\0.*$/s, '');
}
