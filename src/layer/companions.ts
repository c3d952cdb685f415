import type { FileReader } from '../model/inventory.ts';
import { hasPath, type PathSet } from '../model/path-set.ts';
import type { Items } from './items.ts';

/** Bytes of files that wait for the layer's end, and of those that are kept in case that others need them. */
const MOST_HELD = 512 * 1024 * 1024;
const MOST_KEPT = 64 * 1024 * 1024;

/**
 * Which files of a layer are kept because others are read with them. Archives have no order that could be relied on: a companion may
 * come before the file that it belongs to. It is kept where it belongs to a well-known place, and where it is itself what is looked for
 * in one, as databases and their logs are.
 */
export class Companions {
  /** The largest size that is kept of each companion that is known to be one. */
  readonly #expected = new Map<string, number>();
  readonly #any: boolean;
  #held = 0;
  #kept = 0;

  constructor(readers: readonly FileReader[]) {
    this.#any = readers.some((reader) => reader.companions !== undefined);
    for (const reader of readers) {
      for (const place of reader.places ?? []) this.#expect(reader, place);
    }
  }

  /** The readers among these that must wait for the companions of this file. */
  waitingFor(path: string, readers: readonly FileReader[]): readonly FileReader[] {
    return readers.filter((reader) => this.#expect(reader, path));
  }

  /** Whether a file is known to belong to another one. */
  expects(path: string): boolean {
    return this.#expected.has(path);
  }

  /** Whether the file must be kept until the layer ends. Throws an Error where too much is. */
  holds(path: string, size: number, waits: boolean): boolean {
    const expected = this.#expected.get(path);
    if (!waits && (expected === undefined || size > expected)) return false;
    if (this.#held + size > MOST_HELD)
      throw new Error(`more than ${MOST_HELD} bytes of files that belong together would be kept`);
    this.#held += size;
    return true;
  }

  /** Whether a file that these readers want is kept in case that another needs it. */
  keeps(size: number, wanting: readonly FileReader[]): boolean {
    if (!this.#any || this.#kept + size > MOST_KEPT || !wanting.some(({ places }) => places !== undefined)) return false;
    this.#kept += size;
    return true;
  }

  #expect(reader: FileReader, path: string): boolean {
    const companions = reader.companions?.(path) ?? [];
    for (const companion of companions) {
      this.#expected.set(companion, Math.max(this.#expected.get(companion) ?? 0, reader.largest));
    }
    return companions.length > 0;
  }
}

/** The companions of a file that were kept, and those that its layer has and that were not. */
export interface Company {
  readonly kept: ReadonlyMap<string, Uint8Array>;
  readonly missing: readonly string[];
}

/** Finds the companions of a file once everything in the layer is known. `files` are all that the layer has. */
export function companyOf(
  path: string,
  reader: FileReader,
  { items, files }: { readonly items: Items; readonly files: PathSet },
): Company {
  const kept = new Map<string, Uint8Array>();
  const missing: string[] = [];
  for (const companion of reader.companions?.(path) ?? []) {
    const meaning = items.get(companion);
    const file = meaning?.kind === 'found' ? meaning.file : undefined;
    if (file?.bytes !== undefined && file.size <= reader.largest) kept.set(companion, file.bytes);
    else if (hasPath(files, companion) && meaning?.kind !== 'link') missing.push(companion);
  }
  return { kept, missing };
}
