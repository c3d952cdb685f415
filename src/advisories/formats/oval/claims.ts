import type { Criteria, Criterion } from './criteria.ts';
import type { Asked, OvalTests } from './tests.ts';

/** That a package is affected, and where. */
export interface Claim extends Place {
  readonly name: string;
  readonly coverage: NonNullable<Asked['coverage']>;
  /** It is not: how SUSE lists what it looked into. */
  readonly notAffected: boolean;
}

/** What must hold beside a package's version. Absent or empty: anything. */
interface Place {
  /** `Oracle Linux 9` */
  readonly products: readonly string[];
  readonly arches?: readonly string[];
  /** `nodejs:18` */
  readonly modules: readonly string[];
}

/** What a criterion is about. */
type Sense = { readonly place: Place } | Claim;

const ANYWHERE: Place = { products: [], modules: [] };

/** What criteria claim. Throws an Error where a test is missing, or is not understood. */
export function claimsOf(criteria: Criteria, tests: OvalTests): readonly Claim[] {
  return claimsIn(criteria, ANYWHERE, tests);
}

function claimsIn({ operator, parts }: Criteria, around: Place, tests: OvalTests): readonly Claim[] {
  const senses = parts.map((part) => ('parts' in part ? part : senseOf(part, tests)));
  // What stands beside packages in an AND holds for them: the release, the architecture, the module.
  const here = operator === 'AND' ? senses.map((sense) => placeOf(sense, tests)).reduce(both, around) : around;
  return senses.flatMap((sense) => {
    if (sense === undefined || 'place' in sense) return [];
    if ('parts' in sense) return claimsIn(sense, here, tests);
    const { products, modules, arches } = both(here, sense);
    return [{ ...sense, products, modules, ...(arches === undefined ? {} : { arches }) }];
  });
}

/** What a part says of the place alone; where it speaks of packages, nothing. */
function placeOf(part: Criteria | Sense | undefined, tests: OvalTests): Place {
  if (part === undefined || 'name' in part) return ANYWHERE;
  if ('place' in part) return part.place;
  const senses = part.parts.map((inner) => ('parts' in inner ? inner : senseOf(inner, tests)));
  if (senses.some((sense) => sense !== undefined && speaksOfPackages(sense, tests))) return ANYWHERE;
  const places = senses.map((sense) => placeOf(sense, tests));
  const [first = ANYWHERE, ...others] = places;
  return others.reduce(part.operator === 'AND' ? both : either, first);
}

function speaksOfPackages(part: Criteria | Sense, tests: OvalTests): boolean {
  if ('place' in part) return false;
  if ('name' in part) return true;
  return part.parts.some((inner) => {
    const sense = 'parts' in inner ? inner : senseOf(inner, tests);
    return sense !== undefined && speaksOfPackages(sense, tests);
  });
}

function senseOf({ test, comment }: Criterion, tests: OvalTests): Sense | undefined {
  // The stream of a module is read from a file by a pattern; the comment names it.
  const module = /^Module (\S+:\S+) is enabled$/.exec(comment)?.[1];
  if (module !== undefined) return { place: { ...ANYWHERE, modules: [module] } };
  const asked = test === '' ? undefined : tests.ask(test);
  if (asked?.coverage !== undefined) {
    const { name, coverage, arches } = asked;
    const notAffected = comment.endsWith(' is not affected');
    return { ...ANYWHERE, name, coverage, notAffected, ...(arches === undefined ? {} : { arches }) };
  }
  if (asked?.arches !== undefined) return { place: { ...ANYWHERE, arches: asked.arches } };
  const product = /^(.+) is installed$/.exec(comment)?.[1];
  return product === undefined ? undefined : { place: { ...ANYWHERE, products: [product] } };
}

/** Where both hold. */
function both(a: Place, b: Place): Place {
  const arches =
    a.arches === undefined ? b.arches : b.arches === undefined ? a.arches : a.arches.filter((arch) => b.arches?.includes(arch));
  return {
    products: b.products.length > 0 ? b.products : a.products,
    modules: b.modules.length > 0 ? b.modules : a.modules,
    ...(arches === undefined ? {} : { arches }),
  };
}

/** Where one of the two holds. */
function either(a: Place, b: Place): Place {
  const arches = a.arches === undefined || b.arches === undefined ? undefined : [...a.arches, ...b.arches];
  return {
    products: union(a.products, b.products),
    modules: union(a.modules, b.modules),
    ...(arches === undefined ? {} : { arches }),
  };
}

/** Nothing at all is anything, and so is one of the two with it. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.length === 0 || b.length === 0 ? [] : [...a, ...b];
}
