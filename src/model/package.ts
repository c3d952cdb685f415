import type { Digest } from './digest.ts';

/** A package as a database or a file in the image records it, before the image's release gives it a distribution. */
export interface PackageRecord {
  readonly name: string;
  /** As the ecosystem writes it; for rpm `[epoch:]version-release`. */
  readonly version: string;
  readonly arch?: string;
  /** What it was built from. Distributions publish most advisories against this. */
  readonly source?: SourcePackage;
  /** An rpm module's `name:stream`. */
  readonly module?: string;
  /** Whoever built it, where the record says. */
  readonly vendor?: string;
  /**
   * The application that holds a language's package, as a path in the image: the folder above `node_modules`, the `site-packages`, the
   * archive, the program. Absent for a distribution's package.
   */
  readonly root?: string;
}

export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

/** The layer that brought a package's version into the image. */
export interface LayerOrigin {
  /** 0 is the lowest. */
  readonly index: number;
  readonly diffID: Digest;
  readonly digest: Digest;
  readonly createdBy?: string;
}

/** A package of the final image. */
export interface Package extends PackageRecord {
  /** The ecosystem that judges it: `debian`, `alpine`, … */
  readonly ecosystem: string;
  readonly purl: string;
  /** The database or file that records it, as a path in the image without a leading slash. */
  readonly path: string;
  /** The repository that it was installed from, where the image tells. */
  readonly repository?: string;
  /** The distribution's package that brought the file which records this one. */
  readonly ownedBy?: string;
  readonly layer: LayerOrigin;
}

/** What `os-release` says: https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export interface Release {
  /** `debian`, `alpine`, `almalinux`. */
  readonly id: string;
  /** `12`, `3.18.9`. Empty where the system has none, as Debian testing. */
  readonly versionId: string;
  readonly idLike: readonly string[];
  readonly name: string;
  readonly prettyName: string;
  readonly codename?: string;
  readonly cpe?: string;
  /** The stream of longer support that the system is on, where it says so: `eus`. */
  readonly extendedSupport?: string;
}
