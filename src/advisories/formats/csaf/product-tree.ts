import { listOf, memberOf, textOf } from './members.ts';

/** A product of a document: https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#3123-full-product-name-type */
export interface CsafProduct {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly purl?: string;
  readonly cpe?: string;
}

/** A product, and what it is a part of, the nearest first. */
export interface CsafPlacement {
  readonly product: CsafProduct;
  readonly within: readonly CsafProduct[];
}

/** Relationships behind one another. A package of a module of a product has two. */
const MOST_STEPS = 8;

interface Relationship {
  readonly product: string;
  readonly within: string;
}

/**
 * The products of a CSAF document, wherever in its tree they are, and which is a part of which:
 * https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property
 */
export class CsafProductTree {
  readonly #products = new Map<string, CsafProduct>();
  readonly #relationships = new Map<string, Relationship>();

  constructor(document: unknown) {
    const tree = memberOf(document, 'product_tree');
    for (const named of listOf(tree, 'full_product_names')) this.#add(named);
    // A list of what is left to look into, because a document may be nested however deeply.
    const branches = [...listOf(tree, 'branches')];
    for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
      this.#add(memberOf(branch, 'product'));
      for (const inner of listOf(branch, 'branches')) branches.push(inner);
    }
    for (const relationship of listOf(tree, 'relationships')) this.#relate(relationship);
  }

  /** A product with what it is a part of; undefined where the document does not describe it. */
  find(id: string): CsafPlacement | undefined {
    const within: CsafProduct[] = [];
    let at = id;
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const relationship = this.#relationships.get(at);
      if (relationship === undefined) break;
      // What it is a part of may be a part itself: a module of a release.
      this.#climb(relationship.within, within);
      at = relationship.product;
    }
    const product = this.#products.get(at);
    return product === undefined || this.#relationships.has(at) ? undefined : { product, within };
  }

  #climb(id: string, within: CsafProduct[]): void {
    let at: string | undefined = id;
    const above: CsafProduct[] = [];
    for (let steps = 0; at !== undefined && steps < MOST_STEPS; steps += 1) {
      const relationship = this.#relationships.get(at);
      const product = this.#products.get(relationship?.product ?? at);
      if (product !== undefined) above.push(product);
      at = relationship?.within;
    }
    within.unshift(...above);
  }

  #add(data: unknown): void {
    const id = textOf(data, 'product_id');
    if (id === undefined) return;
    const helper = memberOf(data, 'product_identification_helper');
    const purl = textOf(helper, 'purl');
    const cpe = textOf(helper, 'cpe');
    const named = { id, name: textOf(data, 'name') ?? id };
    this.#products.set(id, { ...named, ...(purl === undefined ? {} : { purl }), ...(cpe === undefined ? {} : { cpe }) });
  }

  #relate(data: unknown): void {
    const id = textOf(memberOf(data, 'full_product_name'), 'product_id');
    const product = textOf(data, 'product_reference');
    const within = textOf(data, 'relates_to_product_reference');
    if (id !== undefined && product !== undefined && within !== undefined) this.#relationships.set(id, { product, within });
  }
}
