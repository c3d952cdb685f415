/** A file that is kept between runs, with what revalidates it. */
export interface CachedFile {
  readonly path: string;
  readonly etag?: string;
  /** `Last-Modified`, as the server wrote it. */
  readonly modified?: string;
}

/** Files that may be kept between runs. A cache that fails costs time, never the scan. */
export interface FileCache {
  /** The newest copy kept under this key. */
  find(key: string): Promise<CachedFile | undefined>;
  /** Keeps a whole and verified file under the key; the copy that `find` returned before stays readable for this run. */
  keep(key: string, file: CachedFile): Promise<CachedFile>;
  /** A folder for files that are not whole yet, on this run's own disk. */
  scratch(): Promise<string>;
}
