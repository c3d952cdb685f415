const GIB = 1024 ** 3;

/** How much of an archive, with all that lie in it, is looked at: what bombs run out of. */
export const LIMITS = {
  /** Entries that go by, and entries that are read. */
  entries: 1_000_000,
  read: 16_384,
  /** Bytes that deflated data unfold to. */
  inflated: GIB,
  /** Bytes of a `pom.properties`. */
  pom: 1024 * 1024,
  /** Bytes from a manifest's beginning, where its main section is; what follows can be megabytes of checksums. */
  manifest: 64 * 1024,
  /** Archives in archives. */
  depth: 16,
  /** Letters of the path of an entry that is read. */
  path: 1024,
} as const;

/** Says that a limit was reached, after which nothing more of the outermost archive is looked at. */
export class Exhaustion extends Error {}

/** What is left of the limits, for an archive and all that lie in it. */
export class Allowance {
  #entries: number = LIMITS.entries;
  #read: number = LIMITS.read;
  #listed: number = LIMITS.read;
  #inflated: number = LIMITS.inflated;

  /** Takes an entry. Throws an `Exhaustion` where there were too many, as the others do. */
  takeEntry(): void {
    this.#entries -= 1;
    if (this.#entries < 0) throw new Exhaustion(`it holds more than ${LIMITS.entries} entries`);
  }

  takeRead(): void {
    this.#read -= 1;
    if (this.#read < 0) throw new Exhaustion(`it holds more than ${LIMITS.read} entries that must be read`);
  }

  takeListed(): void {
    this.#listed -= 1;
    if (this.#listed < 0) throw new Exhaustion(`it lists more than ${LIMITS.read} entries that must be read`);
  }

  takeInflated(bytes: number): void {
    this.#inflated -= bytes;
    if (this.#inflated < 0) throw new Exhaustion(`it unfolds to more than ${LIMITS.inflated} bytes`);
  }
}
