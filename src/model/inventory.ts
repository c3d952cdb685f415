import type { Digest } from './digest.ts';
import type { PackageRecord, Release } from './package.ts';

/** What one reader found in one file of one layer. */
export interface Discovery {
  /** The file's path in the layer, without a leading slash. */
  readonly path: string;
  /** The reader that read it. */
  readonly reader: string;
  readonly packages: readonly PackageRecord[];
  readonly release?: Release;
  /** Why nothing, or not everything, could be read. */
  readonly gap?: string;
}

/**
 * All that a layer holds for a scanner: plain data, a function of the layer's bytes and of the readers alone,
 * so that it can be cached by diffID.
 */
export interface LayerInventory {
  readonly diffID: Digest;
  readonly discoveries: readonly Discovery[];
  /** Paths that this layer removes from the layers below. */
  readonly whiteouts: readonly string[];
  /** Folders whose content below this layer is hidden. */
  readonly opaque: readonly string[];
  /** Wanted paths, or folders on the way to one, that this layer replaces with something that is not read. */
  readonly replaced: readonly string[];
}

/** What a layer brings that was not read. */
export function emptyInventory(diffID: Digest): LayerInventory {
  return { diffID, discoveries: [], whiteouts: [], opaque: [], replaced: [] };
}

/** A reader of one kind of file. It is handed bytes; it opens, fetches and logs nothing. */
export interface FileReader {
  readonly id: string;
  /** Whether the reader wants the file at this path: cleaned, without a leading slash. */
  wants(path: string): boolean;
  /** The most bytes that are kept of a file; a larger one becomes a gap. */
  readonly largest: number;
  /** Reads a wanted file. Throws an Error whose message completes "… could not be read: ". */
  read(file: { readonly path: string; readonly bytes: Uint8Array }): FileContent;
}

/** What a file holds; `gap` tells what in it could not be read, beside what could. */
export type FileContent = Pick<Discovery, 'packages' | 'release' | 'gap'>;
