import type { Digest } from './digest.ts';
import type { PackageRecord, Release } from './package.ts';
import { EMPTY_PATHS, type PathSet } from './path-set.ts';

/** What one reader found in one file of one layer. */
export interface Discovery extends FileContent {
  /** The file's path in the layer, without a leading slash. */
  readonly path: string;
  /** The reader that read it. */
  readonly reader: string;
  /** The file of this layer that `path` is another name of, where it is a hard link. */
  readonly sameAs?: string;
}

/** What a file holds. */
export interface FileContent {
  readonly packages: readonly PackageRecord[];
  readonly release?: Release;
  /** Which files the packages of a distribution brought. */
  readonly owned?: readonly OwnedFiles[];
  /** The repositories that the system installs from, by the names that its files give them. */
  readonly repositories?: readonly string[];
  /** From which repository each package was installed, where a history tells. */
  readonly installs?: readonly Install[];
  /** Why nothing, or not everything, could be read. */
  readonly gap?: string;
}

/** The files that one package of a distribution brought. */
export interface OwnedFiles {
  /** The name of the package. */
  readonly owner: string;
  readonly files: PathSet;
}

/** One package that was installed, and the repository that it came from. */
export interface Install {
  readonly name: string;
  /** As `PackageRecord.version`. */
  readonly version: string;
  readonly arch: string;
  readonly repository: string;
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
  /** Where this layer's symbolic links lead, by their paths: as written. */
  readonly links: ReadonlyMap<string, string>;
  /** Everything that is no folder: each replaces what lies at its path below, and all that lies under it. */
  readonly files: PathSet;
  /**
   * The folders, those included that are only on the way to a file: each replaces a file at its path below. One with an entry of its own
   * is there as `path/` besides: it replaces a link, through which the others are written.
   */
  readonly folders: PathSet;
  /** Files that a reader wants and that are other names of files that none wanted. */
  readonly unread: readonly HardLink[];
}

/** A hard link: a second name of a file of the same layer. */
export interface HardLink {
  readonly path: string;
  readonly target: string;
}

/** What reads files of one kind. It is handed bytes; it opens, fetches and logs nothing. */
export type Reader = FileReader | StreamReader;

/** A reader of small files at known places, each handed over whole. */
export interface FileReader {
  readonly id: string;
  /** Whether the reader wants the file at this path: cleaned, without a leading slash. */
  wants(path: string): boolean;
  /**
   * The well-known places, files or folders, where its files are looked for: `var/lib/dpkg/status`. Where links lead from there to a
   * path that `wants` does not know, the files are read from that path. Readers of files that may lie anywhere have none.
   */
  readonly places?: readonly string[];
  /** The most bytes that are kept of a file; a larger one becomes a gap. */
  readonly largest: number;
  /** Files of the same layer that are needed to read the one at this path: kept, and handed over with it. */
  companions?(path: string): readonly string[];
  /** Reads a wanted file. Throws an Error whose message completes "… could not be read: ". */
  read(file: WantedFile): FileContent;
}

export interface WantedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The companions that the layer has, by path. */
  readonly companions?: ReadonlyMap<string, Uint8Array>;
}

/** A reader of files that are recognised and read while they stream by, and never held whole. */
export interface StreamReader {
  readonly id: string;
  /** Whether the file is worth a look. */
  wants(path: string, size: number): boolean;
  begin(file: { readonly path: string; readonly size: number }): FileStream;
}

export interface FileStream {
  /** Takes bytes that are only valid during the call. False where nothing more of the file is wanted. */
  write(bytes: Uint8Array): boolean;
  /**
   * What the file holds, once it went by or was wanted no longer; undefined where it is none of the reader's. Throws an Error as
   * `FileReader.read` does.
   */
  end(): FileContent | undefined;
}

/** What a layer brings that was not read. */
export function emptyInventory(diffID: Digest): LayerInventory {
  return {
    diffID,
    discoveries: [],
    whiteouts: [],
    opaque: [],
    links: new Map(),
    files: EMPTY_PATHS,
    folders: EMPTY_PATHS,
    unread: [],
  };
}
