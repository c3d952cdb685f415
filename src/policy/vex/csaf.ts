import * as v from 'valibot';
import { validate } from '../../model/document.ts';
import { namesAmong, reasonsOf, timeOf } from './component.ts';
import { PRODUCT_TREE, readProducts } from './csaf-tree.ts';
import type { VexStatement, VexStatus } from './statement.ts';

const TEXT = v.nullish(v.string());
const IDS = v.nullish(v.array(v.string()));
const ABOUT = { product_ids: IDS, group_ids: IDS };
const VULNERABILITY = v.object({
  cve: TEXT,
  ids: v.nullish(v.array(v.object({ text: v.string() }))),
  product_status: v.nullish(
    v.object({
      known_not_affected: IDS,
      fixed: IDS,
      first_fixed: IDS,
      known_affected: IDS,
      first_affected: IDS,
      last_affected: IDS,
      under_investigation: IDS,
    }),
  ),
  flags: v.nullish(v.array(v.object({ label: v.string(), ...ABOUT }))),
  threats: v.nullish(v.array(v.object({ category: v.string(), details: v.string(), ...ABOUT }))),
});
const CSAF = v.object({
  document: v.object({ tracking: v.nullish(v.object({ current_release_date: TEXT })) }),
  product_tree: v.nullish(PRODUCT_TREE),
  vulnerabilities: v.nullish(v.array(VULNERABILITY)),
});

type Vulnerability = v.InferOutput<typeof VULNERABILITY>;

/** A product is in one or two groups. */
const MOST_GROUPS = 20;

/** https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#3239-vulnerabilities-property---product-status */
const STATUSES = [
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['under_investigation', 'under_investigation'],
] as const;

/**
 * The statements of a CSAF document: what it says of each product and each vulnerability, with the reason that it gives for that product.
 * Throws `Unreadable` that names the field at fault. https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html#45-profile-5-vex
 */
export function parseCsaf(source: string, document: unknown): readonly VexStatement[] {
  const { document: about, product_tree: tree, vulnerabilities } = validate(CSAF, document);
  const product = readProducts(tree ?? {});
  const groups = groupsOf(tree?.product_groups ?? []);
  const time = timeOf(about.tracking?.current_release_date);
  return (vulnerabilities ?? []).flatMap((vulnerability) => {
    const names = namesAmong([vulnerability.cve, ...(vulnerability.ids ?? []).map(({ text }) => text)]);
    const justification = reasons(vulnerability.flags ?? [], ({ label }) => label, groups);
    const impacts = (vulnerability.threats ?? []).filter(({ category }) => category === 'impact');
    const impact = reasons(impacts, ({ details }) => details, groups);
    return judgements(vulnerability).flatMap(({ id, status }) => {
      const found = product(id);
      if (found === undefined) return [];
      const told = reasonsOf({ justification: justification(id), impact: impact(id) });
      return [{ vulnerabilities: names, products: [found], status, ...told, ...(time === undefined ? {} : { time }), source }];
    });
  });
}

function judgements({ product_status: given }: Vulnerability): readonly { readonly id: string; readonly status: VexStatus }[] {
  return STATUSES.flatMap(([key, status]) => (given?.[key] ?? []).map((id) => ({ id, status })));
}

/** The groups that each product is in. */
function groupsOf(
  groups: readonly { readonly group_id: string; readonly product_ids: readonly string[] }[],
): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, string[]>();
  for (const { group_id: group, product_ids: ids } of groups) {
    for (const id of ids) {
      const list = known.get(id) ?? [];
      if (list.length < MOST_GROUPS) list.push(group);
      known.set(id, list);
    }
  }
  return known;
}

/** What is said of a product: of itself, of a group that it is in, or of all. */
function reasons<
  Given extends {
    readonly product_ids?: readonly string[] | null | undefined;
    readonly group_ids?: readonly string[] | null | undefined;
  },
>(
  given: readonly Given[],
  textOf: (one: Given) => string,
  groups: ReadonlyMap<string, readonly string[]>,
): (id: string) => string | undefined {
  const ofProduct = new Map<string, string>();
  const ofGroup = new Map<string, string>();
  let ofAll: string | undefined;
  for (const one of given) {
    for (const id of one.product_ids ?? []) ofProduct.set(id, textOf(one));
    for (const id of one.group_ids ?? []) ofGroup.set(id, textOf(one));
    if (!one.product_ids && !one.group_ids) ofAll = textOf(one);
  }
  return (id) =>
    ofProduct.get(id) ?? (groups.get(id) ?? []).map((group) => ofGroup.get(group)).find((text) => text !== undefined) ?? ofAll;
}
