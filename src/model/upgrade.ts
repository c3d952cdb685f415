/** What to upgrade a package to, so that its findings are cleared. */
export interface Upgrade {
  readonly ecosystem: string;
  /** The source package's name, or the package's own where it has none. */
  readonly package: string;
  /** The versions that are installed: at least one. */
  readonly from: readonly string[];
  /** The lowest version that clears every one of its findings that can be cleared. */
  readonly to: string;
  /** How many vulnerabilities it clears. */
  readonly clears: number;
  /** How many are left after it, for want of a fix. */
  readonly remains: number;
}
