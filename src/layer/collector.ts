import type { Discovery, FileReader, LayerInventory } from '../model/inventory.ts';
import { cleanPath, type Entry } from '../tar/tar-header.ts';
import type { EntryWriter, TarVisitor } from '../tar/tar.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Markers of old storage drivers, which stand for nothing in the image: `.wh..wh.aufs`, `.wh..wh.plnk`. */
const DRIVER = '.wh..wh.';

type Collected = Omit<LayerInventory, 'diffID'>;

/** Gathers what a layer's entries mean to a scanner: wanted files, read at once and let go, and what hides the layers below. */
export interface Collector extends TarVisitor {
  collected(): Collected;
}

export function createCollector(readers: readonly FileReader[]): Collector {
  // An archive may hold a path twice; the later one is what a runtime unpacks.
  const discoveries = new Map<string, Discovery>();
  const whiteouts: string[] = [];
  const opaque: string[] = [];
  const replaced: string[] = [];

  function note(discovery: Discovery): void {
    discoveries.set(discovery.path, discovery);
  }

  return {
    entry: (entry) => {
      const path = cleanPath(entry.path);
      if (path === undefined) return undefined;
      const slash = path.lastIndexOf('/');
      const name = path.slice(slash + 1);
      if (name.startsWith(WHITEOUT)) {
        const folder = path.slice(0, Math.max(slash, 0));
        if (name === OPAQUE) opaque.push(folder);
        else if (!name.startsWith(DRIVER)) whiteouts.push(join(folder, name.slice(WHITEOUT.length)));
        return undefined;
      }
      if (entry.type === 'directory') return undefined;
      const reader = readers.find((candidate) => candidate.wants(path));
      if (reader === undefined) return undefined;
      if (entry.type === 'file') return keep(entry, path, reader, note);
      discoveries.delete(path);
      replaced.push(path);
      return undefined;
    },
    collected: () => ({ discoveries: [...discoveries.values()], whiteouts, opaque, replaced }),
  };
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function keep(entry: Entry, path: string, reader: FileReader, note: (discovery: Discovery) => void): EntryWriter | undefined {
  if (entry.dataSize > reader.largest) {
    const gap = `it is ${entry.dataSize} bytes large, and no more than ${reader.largest} are read`;
    note({ path, reader: reader.id, packages: [], gap });
    return undefined;
  }
  const bytes = Buffer.alloc(entry.dataSize);
  let filled = 0;
  return {
    write: (piece) => {
      bytes.set(piece, filled);
      filled += piece.length;
    },
    end: () => note(discover(path, bytes, reader)),
  };
}

function discover(path: string, bytes: Uint8Array, reader: FileReader): Discovery {
  try {
    return { path, reader: reader.id, ...reader.read({ path, bytes }) };
  } catch (error) {
    return { path, reader: reader.id, packages: [], gap: error instanceof Error ? error.message : String(error) };
  }
}
