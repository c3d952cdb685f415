import * as v from 'valibot';
import { validate } from '../../model/document.ts';
import { componentOf } from './component.ts';
import type { VexComponent, VexProduct } from './statement.ts';

const HELPER = v.object({
  purl: v.nullish(v.string()),
  // Since version 2.1.
  purls: v.nullish(v.array(v.string())),
  hashes: v.nullish(
    v.array(v.object({ file_hashes: v.nullish(v.array(v.object({ algorithm: v.string(), value: v.string() }))) })),
  ),
});
const FULL_NAME = v.object({ product_id: v.string(), product_identification_helper: v.nullish(HELPER) });
// Branches lie in one another, however deeply: they are looked at one by one.
const BRANCH = v.object({ product: v.nullish(FULL_NAME), branches: v.nullish(v.array(v.unknown())) });
const RELATIONSHIP = v.object({
  product_reference: v.string(),
  relates_to_product_reference: v.string(),
  full_product_name: FULL_NAME,
});
/** https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#322-product-tree-property */
export const PRODUCT_TREE = v.object({
  branches: v.nullish(v.array(v.unknown())),
  full_product_names: v.nullish(v.array(FULL_NAME)),
  relationships: v.nullish(v.array(RELATIONSHIP)),
  product_groups: v.nullish(v.array(v.object({ group_id: v.string(), product_ids: v.array(v.string()) }))),
});

type FullName = v.InferOutput<typeof FULL_NAME>;
type Relationship = v.InferOutput<typeof RELATIONSHIP>;
type Tree = v.InferOutput<typeof PRODUCT_TREE>;

/** Relationships behind one another; a package of a module of a product has two. */
const MOST_STEPS = 8;

/** The products of a document by their ids, with what is a part of what. Throws `Unreadable` that names the field at fault. */
export function readProducts(tree: Tree): (id: string) => VexProduct | undefined {
  const components = new Map<string, VexComponent>();
  const add = (product: FullName) => components.set(product.product_id, toComponent(product));
  for (const product of tree.full_product_names ?? []) add(product);
  const pending: unknown[] = [...(tree.branches ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const branch = validate(BRANCH, next);
    if (branch.product) add(branch.product);
    for (const inner of branch.branches ?? []) pending.push(inner);
  }
  const relationships = new Map<string, Relationship>();
  for (const relationship of tree.relationships ?? []) {
    relationships.set(relationship.full_product_name.product_id, relationship);
    add(relationship.full_product_name);
  }
  return (id) => find(id, components, relationships);
}

function find(
  id: string,
  components: ReadonlyMap<string, VexComponent>,
  relationships: ReadonlyMap<string, Relationship>,
): VexProduct | undefined {
  const whole = components.get(id);
  const relationship = relationships.get(id);
  // Some give the whole of a part and a product a package URL of its own.
  if (relationship === undefined || (whole !== undefined && whole.purls.length > 0)) return whole;
  const part = components.get(follow(relationship.product_reference, 'product_reference', relationships));
  const product = components.get(
    follow(relationship.relates_to_product_reference, 'relates_to_product_reference', relationships),
  );
  return part === undefined || product === undefined ? undefined : { ...product, parts: [part] };
}

/** The innermost part, or the outermost product, of what may be a relationship itself. */
function follow(
  id: string,
  way: 'product_reference' | 'relates_to_product_reference',
  relationships: ReadonlyMap<string, Relationship>,
): string {
  let at = id;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const next = relationships.get(at)?.[way];
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function toComponent({ product_identification_helper: helper }: FullName): VexComponent {
  const hashes = (helper?.hashes ?? []).flatMap(({ file_hashes: files }) => files ?? []);
  const digests = hashes.filter(({ algorithm }) => algorithm === 'sha256').map(({ value }) => `sha256:${value.toLowerCase()}`);
  return componentOf([helper?.purl ?? undefined, ...(helper?.purls ?? []), ...digests]);
}
