/**
 * A part of a file of the repository that an image was built from. Lines and columns count from 1, columns in UTF-16 code units, and
 * the end column is the one after the last character, as in SARIF:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317685
 */
export interface Place {
  /** The file relative to the repository's root, each segment percent-encoded. */
  readonly uri: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** A package's entry in a lock file, the instruction that made a layer, or the `FROM` that brought it. */
  readonly kind: 'lockfile' | 'instruction' | 'base';
}

/** Where the repository decides on a package. */
export interface PackagePlace {
  readonly purl: string;
  readonly place: Place;
}

/** Where the repository decides on a layer. */
export interface LayerPlace {
  /** The layer's index; 0 is the lowest. */
  readonly layer: number;
  readonly place: Place;
  /** The instruction, as one printable line. */
  readonly instruction: string;
  /** How it is known: the builder told it, or the image's history reads like it. */
  readonly told: 'provenance' | 'history';
  /** Of an instruction of many lines, the line that names a package which the layer brought. */
  readonly lines?: readonly PackagePlace[];
}

/** Where in the repository an image's packages and layers come from, as far as that is known. */
export interface Places {
  /** The addresses of all files that were looked into, whether something was found in them or not. */
  readonly files: readonly string[];
  /** Packages that a lock file names. */
  readonly packages: readonly PackagePlace[];
  readonly layers: readonly LayerPlace[];
}
