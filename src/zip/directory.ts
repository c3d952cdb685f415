import type { CentralHeader, DirectoryEnd } from './central-header.ts';

/** An entry that the central directory lists. */
export interface ListedEntry extends CentralHeader {
  /** Where its local header begins, in bytes from the file's beginning. */
  readonly position: number;
}

/** What the central directory says lives in an archive. */
export interface Directory {
  /** The entries that the visitor asked for. */
  readonly entries: readonly ListedEntry[];
  /** What is wrong with it, in words that complete "… could not be read whole: ". */
  readonly damage?: string;
}

/**
 * Gathers the central directory as it goes by. An archive may be one that was put behind another: the last directory is the one that
 * readers go by.
 */
export class DirectoryBuilder {
  #entries: CentralHeader[] = [];
  #count = 0;
  /** Where the directory that is gathered begins and where its last header ends. */
  #begin = 0;
  #end = 0;
  #last: Directory | undefined;

  /** Takes the header at a position, and keeps it where it is wanted. */
  add(entry: CentralHeader, place: { readonly position: number; readonly length: number }, wanted: boolean): void {
    if (place.position !== this.#end) this.#restart(place.position);
    this.#count += 1;
    this.#end = place.position + place.length;
    if (wanted) this.#entries.push(entry);
  }

  /** Takes the record that ends a directory. */
  close(end: DirectoryEnd): void {
    const damage = this.#damage(end);
    // An end that has no directory before it says nothing about the one that was read.
    if (this.#count > 0 || end.size === 0 || this.#last === undefined) {
      const base = this.#begin - end.offset;
      const entries = this.#entries.map((entry) => ({ ...entry, position: base + (entry.offset ?? Number.NaN) }));
      this.#last = damage === undefined ? { entries } : { entries, damage };
    } else if (damage !== undefined) this.#last = { ...this.#last, damage };
    this.#restart(0);
  }

  /** The last directory that was whole; undefined where there is none. */
  build(): Directory | undefined {
    return this.#last;
  }

  #restart(position: number): void {
    this.#entries = [];
    this.#count = 0;
    this.#begin = position;
    this.#end = position;
  }

  #damage({ count, size, offset, split }: DirectoryEnd): string | undefined {
    if (split) return 'it is a part of an archive that is spread over several files';
    // Old writers count no further than their field goes.
    const counted = count === this.#count || (count < 0x10000 && count === this.#count % 0x10000);
    if (!counted || size !== this.#end - this.#begin || (this.#count > 0 && offset > this.#begin))
      return 'its central directory is not the one that its end tells of';
    return undefined;
  }
}
