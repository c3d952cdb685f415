import type { Advisory, AdvisoryIndex, Affected, RangeEvent } from '../../src/model/advisory.ts';
import type { Package } from '../../src/model/package.ts';
import type { JudgedPackage } from '../../src/match/match.ts';

/** An advisory with nothing in it but what a test gives. */
export function advisory(given: Partial<Advisory> & Pick<Advisory, 'id'>): Advisory {
  return {
    aliases: [],
    upstream: [],
    related: [],
    summary: '',
    details: '',
    severity: [],
    cwes: [],
    references: [],
    affected: [],
    ...given,
  };
}

/** An entry with one range of these events. */
export function affected(name: string, events: readonly RangeEvent[], given: Partial<Affected> = {}): Affected {
  return { ecosystem: 'Test:1', name, ranges: [{ type: 'ECOSYSTEM', events }], versions: [], severity: [], ...given };
}

/** Affected from the beginning until this fix. */
export function until(fixed: string): readonly RangeEvent[] {
  return [{ introduced: '0' }, { fixed }];
}

export function pkg(name: string, version: string, given: Partial<Package> = {}): Package {
  const digest = `sha256:${'0'.repeat(64)}` as const;
  return {
    name,
    version,
    ecosystem: 'test',
    purl: `pkg:generic/${name}@${version}`,
    path: 'var/lib/db',
    layer: { index: 0, diffID: digest, digest },
    ...given,
  };
}

/** Numbers with dots between them, and nothing else. What follows a hyphen orders as text. */
export function compareDotted(a: string, b: string): number {
  const [first, second] = [parse(a), parse(b)];
  for (let place = 0; place < Math.max(first.numbers.length, second.numbers.length); place += 1) {
    const difference = (first.numbers[place] ?? 0) - (second.numbers[place] ?? 0);
    if (difference !== 0) return difference;
  }
  if (first.rest === second.rest) return 0;
  return first.rest < second.rest ? -1 : 1;
}

function parse(version: string): { readonly numbers: readonly number[]; readonly rest: string } {
  const match = /^(\d+(?:\.\d+)*)(.*)$/.exec(version);
  if (match === null) throw new Error(`"${version}" is no version`);
  return { numbers: match[1]!.split('.').map(Number), rest: match[2]! };
}

export function indexOf(...advisories: readonly Advisory[]): AdvisoryIndex {
  return {
    sources: [],
    find: (ecosystem, name) =>
      advisories.filter((one) => one.affected.some((entry) => entry.ecosystem === ecosystem && entry.name === name)),
  };
}

export function judged(one: Package, given: Partial<JudgedPackage> = {}): JudgedPackage {
  return { package: one, ecosystems: ['Test:1'], keyedBy: 'binary', compare: compareDotted, ...given };
}
