import { type PathSet, PathSetBuilder } from '../model/path-set.ts';
import { below, folderOf } from './path.ts';

/** Entries of a layer, and folders that their paths lead through; more is a bomb. */
const MOST_ENTRIES = 5_000_000;
const MOST_FOLDERS = 20_000_000;
/** Characters that those folders are written with. */
const MOST_TEXT = 512 * 1024 ** 2;

/** The paths that a layer's entries have, of which there may be millions: see `LayerInventory.files` and `folders`. */
export class EnteredPaths {
  readonly #files = new PathSetBuilder();
  readonly #folders = new PathSetBuilder();
  #entries = 0;
  #marked = 0;
  #text = 0;
  /** The folder that was entered or passed through last: archives go through a folder at a time. */
  #last = '';

  /** Throws an Error where there are more than any layer has. */
  add(path: string, isFolder: boolean): void {
    this.#entries += 1;
    if (this.#entries > MOST_ENTRIES) throw new Error(`it holds more than ${MOST_ENTRIES} entries`);
    if (isFolder) {
      this.#mark(path);
      // A folder with an entry of its own takes the place of a link; one that is only on the way to a file is looked for through it.
      this.#mark(entryOfFolder(path));
    } else this.#files.add(path);
    const folder = folderOf(path);
    if (folder !== this.#last) {
      for (let on = folder; on !== '' && below(on, this.#last) === undefined; on = folderOf(on)) this.#mark(on);
    }
    this.#last = isFolder ? path : folder;
  }

  files(): PathSet {
    return this.#files.build();
  }

  folders(): PathSet {
    return this.#folders.build();
  }

  #mark(folder: string): void {
    this.#marked += 1;
    this.#text += folder.length;
    if (this.#marked > MOST_FOLDERS || this.#text > MOST_TEXT) throw new Error('its paths lead through too many folders');
    this.#folders.add(folder);
  }
}

/** How `LayerInventory.folders` tells that a folder has an entry of its own: by its path with a slash at the end. */
export function entryOfFolder(path: string): string {
  return `${path}/`;
}
