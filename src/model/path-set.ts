/**
 * A set of paths that can be asked, not listed: eight bytes a path, however long it is, because a layer may have a million. Paths are
 * kept as 53 bits of hash, sorted; that two of a million paths are taken for one happens once in ten thousand such layers.
 */
export interface PathSet {
  readonly hashes: Float64Array;
}

export const EMPTY_PATHS: PathSet = { hashes: new Float64Array() };

/** Gathers paths into a set. */
export class PathSetBuilder {
  #hashes = new Float64Array(64);
  #length = 0;

  add(path: string): void {
    if (this.#length === this.#hashes.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#length] = hashPath(path);
    this.#length += 1;
  }

  build(): PathSet {
    return this.#length === 0 ? EMPTY_PATHS : { hashes: this.#hashes.slice(0, this.#length).sort() };
  }
}

export function pathSet(paths: Iterable<string>): PathSet {
  const builder = new PathSetBuilder();
  for (const path of paths) builder.add(path);
  return builder.build();
}

export function hasPath({ hashes }: PathSet, path: string): boolean {
  const wanted = hashPath(path);
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return hashes[low] === wanted;
}

// Two independent multiplicative hashes of 32 bits, mixed at the end, of which 53 bits are a number's integers.
const FIRST = 2654435761;
const SECOND = 1597334677;

/** A path as a set keeps it: an integer of 53 bits. */
export function hashPath(path: string): number {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let at = 0; at < path.length; at += 1) {
    const unit = path.charCodeAt(at);
    one = Math.imul(one ^ unit, FIRST);
    two = Math.imul(two ^ unit, SECOND);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 2 ** 32 * (two & 0x1fffff) + (one >>> 0);
}
