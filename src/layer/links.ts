import { below, folderOf, foldersOf, inFolder } from './path.ts';

/** Links that may be followed one after another, as in Linux: https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const MOST_FOLLOWED = 40;
/** No system opens a longer path; links could otherwise lead to paths of any length. */
const LONGEST_PATH = 4096;
/** Other names of one path that are told: a link to its own folder gives it any number. */
const MOST_ALIASES = 64;

interface Link {
  /** As written. */
  readonly target: string;
  readonly layerIndex: number;
}

/** The symbolic links of an image, or of what its layers so far make of it. Paths have no leading slash; the root is `''`. */
export class Links {
  readonly #links = new Map<string, Link>();
  /** Where each link that was asked leads in the end; undefined for one that leads nowhere. */
  #ends = new Map<string, string | undefined>();
  /** The links that lead to a path in the end. */
  #leading: Map<string, string[]> | undefined;

  get size(): number {
    return this.#links.size;
  }

  /** The links by the paths at which they lie, and the layer that brought each. */
  entries(): IterableIterator<[string, Link]> {
    return this.#links.entries();
  }

  /** `path` is where the link lies: see `locate`. */
  set(path: string, link: Link): void {
    this.#links.set(path, link);
    this.#forget();
  }

  delete(path: string): void {
    if (this.#links.delete(path)) this.#forget();
  }

  /** Where a path leads, through every link. One that goes in circles leads to itself. What it leads to need not be there. */
  resolve(path: string): string {
    return this.#walk('', path, 0) ?? path;
  }

  /** Where an entry of this path comes to lie: through the links of its folders, but not through what lies there already. */
  locate(path: string): string {
    const folder = folderOf(path);
    return folder === '' ? path : inFolder(this.resolve(folder), path.slice(folder.length + 1));
  }

  /** The paths that `locate` takes to where this one is located, the shortest ways first, that place itself among them. */
  aliases(path: string): readonly string[] {
    const leading = this.#leadingTo();
    const located = this.locate(path);
    const names = new Set([located]);
    // What lies before the last link is free of links, so that its folders can be reached through others again.
    const found: { readonly head: string; readonly tail: string }[] = [{ head: located, tail: '' }];
    for (const { head, tail } of found) {
      for (const folder of foldersOf(head)) {
        for (const link of leading.get(folder) ?? []) {
          const rest = `${below(folder, head) ?? ''}${tail}`;
          if (names.size >= MOST_ALIASES) return [...names];
          if (names.has(link + rest)) continue;
          names.add(link + rest);
          found.push({ head: link, tail: rest });
        }
      }
    }
    return [...names];
  }

  #leadingTo(): ReadonlyMap<string, readonly string[]> {
    if (this.#leading !== undefined) return this.#leading;
    const leading = new Map<string, string[]>();
    for (const path of this.#links.keys()) {
      const end = this.#follow(path, 0);
      if (end === undefined) continue;
      const others = leading.get(end);
      if (others === undefined) leading.set(end, [path]);
      else others.push(path);
    }
    this.#leading = leading;
    return leading;
  }

  /** Goes on from a folder that no link is on the way to. */
  #walk(from: string, path: string, followed: number): string | undefined {
    let at: string | undefined = from;
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue;
      at = part === '..' ? folderOf(at) : this.#follow(inFolder(at, part), followed);
      if (at === undefined || at.length > LONGEST_PATH) return undefined;
    }
    return at;
  }

  #follow(path: string, followed: number): string | undefined {
    const link = this.#links.get(path);
    if (link === undefined) return path;
    if (this.#ends.has(path)) return this.#ends.get(path);
    // Links that go in circles come here as well.
    if (followed === MOST_FOLLOWED) return undefined;
    const end = this.#walk(link.target.startsWith('/') ? '' : folderOf(path), link.target, followed + 1);
    this.#ends.set(path, end);
    return end;
  }

  #forget(): void {
    if (this.#ends.size > 0) this.#ends = new Map();
    this.#leading = undefined;
  }
}
