import type { LayerInventory } from '../model/inventory.ts';
import { hasPath, type PathSet } from '../model/path-set.ts';
import { entryOfFolder } from './entered-paths.ts';
import type { Links } from './links.ts';
import { folderOf, inFolder } from './path.ts';

/** What one layer takes from the layers below: by its markers, and by what it puts in other things' places. */
export interface Removals {
  /** Whether a file of the layers below is gone. Paths are where things lie, without links on the way: see `Links.locate`. */
  file(path: string): boolean;
  /** Whether a symbolic link of the layers below is gone. */
  link(path: string): boolean;
}

/**
 * `links` are those that the layers below leave and those of the layer itself: its entries are unpacked through both.
 */
export function removalsOf(layer: LayerInventory, links: Links): Removals {
  const { files, folders } = layer;
  const whiteouts = new Set(layer.whiteouts.map((path) => links.locate(path)));
  const opaque = new Set(layer.opaque.map((path) => links.resolve(path)));
  const goesThroughLinks = hasPassage(folders, links);
  const emptied = new Map<string, boolean>();
  const names = new Map<string, readonly string[]>();

  /** The paths by which the layer may speak of what is in a folder. */
  function namesOf(folder: string): readonly string[] {
    if (!goesThroughLinks || folder === '') return goesThroughLinks ? rootNames() : [folder];
    const known = names.get(folder) ?? links.aliases(inFolder(folder, ANY)).map(folderOf);
    names.set(folder, known);
    return known;
  }

  function rootNames(): readonly string[] {
    const known = names.get('') ?? links.aliases(ANY).map(folderOf);
    names.set('', known);
    return known;
  }

  function isEntered(set: PathSet, path: string, form: (path: string) => string = String): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return namesOf(folderOf(path)).some((folder) => hasPath(set, form(inFolder(folder, name))));
  }

  /** Whether all that was in this folder is gone. */
  function isEmptied(folder: string): boolean {
    const known = emptied.get(folder);
    if (known !== undefined) return known;
    const gone =
      opaque.has(folder) || (folder !== '' && (whiteouts.has(folder) || isEmptied(folderOf(folder)) || isEntered(files, folder)));
    emptied.set(folder, gone);
    return gone;
  }

  const isGone = (path: string): boolean => isEmptied(folderOf(path)) || whiteouts.has(path) || isEntered(files, path);
  return {
    file: (path) => isGone(path) || isEntered(folders, path),
    link: (path) => isGone(path) || isEntered(folders, path, entryOfFolder),
  };
}

/** Stands for whatever is in a folder. */
const ANY = '*';

function hasPassage(folders: PathSet, links: Links): boolean {
  for (const [path] of links.entries()) {
    if (hasPath(folders, path)) return true;
  }
  return false;
}
