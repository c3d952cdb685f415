import type { Discovery, FileReader } from '../model/inventory.ts';

/** Links, removals and other names of files that are noted of a layer. */
const MOST_NOTES = 200_000;
/** Files of a layer that something is told of. */
const MOST_FOUND = 500_000;
/** Items and the folders that lead to them. */
const MOST_NODES = 1_000_000;
/** Characters that all of these are written with. */
const MOST_TEXT = 64 * 1024 * 1024;

/** What an entry of a layer means to a scanner. */
export type Meaning =
  | { readonly kind: 'found'; readonly file: FoundFile }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'hard link'; readonly target: string; readonly file: FoundFile | undefined }
  | { readonly kind: 'whiteout'; readonly path: string }
  | { readonly kind: 'opaque'; readonly path: string };

/** A file that a reader wants, or that one that is wanted may need. */
export interface FoundFile {
  readonly size: number;
  readonly discoveries: Discovery[];
  /** Kept for whoever may need it beside another. */
  bytes?: Uint8Array;
  /** The readers that wait for the companions of the file. */
  readonly waiting: FileReader[];
}

interface Item {
  readonly path: string;
  readonly meaning: Meaning;
  /** How many items came before. */
  readonly order: number;
}

interface Node {
  item?: Item;
  below?: Map<string, Node>;
}

/**
 * What the entries of a layer leave, as a tree of their paths. An archive may hold a path twice; the later entry is what a runtime
 * unpacks, and one that is no folder takes with it all that lay in a folder of its path.
 */
export class Items {
  readonly #root: Node = {};
  #order = 0;
  #nodes = 0;
  #found = 0;
  #notes = 0;
  #text = 0;
  #lost = 0;

  /** An entry comes to lie at this path. */
  replace(path: string, isFolder: boolean): void {
    const node = this.#find(path);
    if (node === undefined) return;
    this.#drop(node);
    if (isFolder || node.below === undefined) return;
    for (const under of nodesBelow(node)) {
      this.#drop(under);
      this.#nodes -= 1;
    }
    delete node.below;
  }

  /** Notes what the entry at this path means. What is more than a layer may reasonably hold is counted only. */
  note(path: string, meaning: Meaning): void {
    if (!this.#hasRoom(path, meaning)) {
      this.#lost += 1;
      return;
    }
    const node = this.#make(path);
    this.#drop(node);
    this.#order += 1;
    node.item = { path, meaning, order: this.#order };
    this.#count(node.item, 1);
  }

  /** What the last entry of this path means. */
  get(path: string): Meaning | undefined {
    return this.#find(path)?.item?.meaning;
  }

  /** What is left of all entries, in the order in which they came. */
  all(): readonly (readonly [string, Meaning])[] {
    const items = [...nodesBelow(this.#root)].flatMap(({ item }) => item ?? []);
    return items.sort((a, b) => a.order - b.order).map(({ path, meaning }) => [path, meaning]);
  }

  /** Entries that meant something and for which there was no room. */
  get lost(): number {
    return this.#lost;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (let at = 0; at <= path.length && node !== undefined; ) {
      const end = endOfPart(path, at);
      node = node.below?.get(path.slice(at, end));
      at = end + 1;
    }
    return node;
  }

  #make(path: string): Node {
    let node = this.#root;
    for (let at = 0; at <= path.length; ) {
      const end = endOfPart(path, at);
      const name = path.slice(at, end);
      node.below ??= new Map();
      let next = node.below.get(name);
      if (next === undefined) {
        next = {};
        node.below.set(name, next);
        this.#nodes += 1;
      }
      node = next;
      at = end + 1;
    }
    return node;
  }

  #drop(node: Node): void {
    if (node.item === undefined) return;
    this.#count(node.item, -1);
    delete node.item;
  }

  #hasRoom(path: string, meaning: Meaning): boolean {
    if (this.#nodes >= MOST_NODES || this.#text + textOf(path, meaning) > MOST_TEXT) return false;
    return meaning.kind === 'found' ? this.#found < MOST_FOUND : this.#notes < MOST_NOTES;
  }

  #count({ path, meaning }: Item, by: 1 | -1): void {
    this.#text += by * textOf(path, meaning);
    if (meaning.kind === 'found') this.#found += by;
    else this.#notes += by;
  }
}

function textOf(path: string, meaning: Meaning): number {
  return path.length + ('target' in meaning ? meaning.target.length : 0);
}

function endOfPart(path: string, at: number): number {
  const slash = path.indexOf('/', at);
  return slash < 0 ? path.length : slash;
}

function* nodesBelow(root: Node): Generator<Node> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const under of node.below?.values() ?? []) {
      yield under;
      open.push(under);
    }
  }
}
