/** A package that a lock file names. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** The line that a person would look for, from 1. */
  readonly line: number;
}

/** A kind of lock file. */
export interface Lockfile {
  /** The type of its packages' purls: `npm`. */
  readonly type: string;
  /** Whether a file of this name is one. */
  names(file: string): boolean;
  /** What it names, in its order. A file that is broken or of a form that is not known names nothing, or not everything. */
  packages(text: string): Iterable<LockedPackage>;
}
