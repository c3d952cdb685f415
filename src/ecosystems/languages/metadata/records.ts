import type { FileContent } from '../../../model/inventory.ts';
import type { PackageRecord } from '../../../model/package.ts';
import { printable, shorten } from '../../../model/text.ts';

/** What a registry takes for the name of a package. */
export interface Registry {
  /** For people: `npm`. */
  readonly title: string;
  /** What its names look like, from the first character to the last. Must not backtrack: images hold what they like. */
  readonly name: RegExp;
}

/** npm's limit, and the widest of all: https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name */
const LONGEST_NAME = 214;
/** npm's limit too; the other registries have none that is larger. */
const LONGEST_VERSION = 256;
/** Visible ASCII. Whether a version can be compared is the judgement's question; here it must only be safe to write down. */
const VERSION = /^[\u0021-\u007e]+$/;
/** How much of an odd name is shown. */
const SHOWN = 60;

/** A file's packages, without those whose name or version the registry cannot know: they are counted, and become a gap. */
export function registered(registry: Registry, records: Iterable<PackageRecord>): FileContent {
  const packages: PackageRecord[] = [];
  let count = 0;
  let first = '';
  for (const record of records) {
    if (isPossible(registry, record)) {
      packages.push(record);
      continue;
    }
    if (count === 0) first = `${quoted(record.name)} in version ${quoted(record.version)}`;
    count += 1;
  }
  if (count === 0) return { packages };
  const who = count === 1 ? '1 package has' : `${String(count)} packages have`;
  return { packages, gap: `${who} a name or a version that nothing in ${registry.title} can have (the first is ${first})` };
}

function isPossible({ name: shape }: Registry, { name, version }: PackageRecord): boolean {
  if (name.length > LONGEST_NAME || version.length > LONGEST_VERSION) return false;
  return shape.test(name) && VERSION.test(version);
}

/** Text that an image holds, fit for a message. */
function quoted(text: string): string {
  return `"${shorten(printable(text.slice(0, 2 * SHOWN)), SHOWN)}"`;
}
