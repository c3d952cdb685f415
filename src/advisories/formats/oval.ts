import type { Advisory, Affected } from '../../model/advisory.ts';
import type { FeedRecord } from '../feeds/feed.ts';
import { reasonOf } from './bare.ts';
import { type Claim, claimsOf } from './oval/claims.ts';
import { type Criterion, criteriaIn } from './oval/criteria.ts';
import { type Definition, definitionOf } from './oval/definition.ts';
import { OvalTests } from './oval/tests.ts';
import { type Selection, wantedName } from './selection.ts';
import { elementsOf } from './xml.ts';

export interface OvalQuestion {
  readonly wanted: Selection;
  /** The ecosystem, with release, of a product as the document calls it: `Oracle Linux 9`. Undefined where it is none of ours. */
  ecosystemOf(product: string): string | undefined;
}

/** Criteria that are held at a time. A document of all years has a tenth. */
const MOST_CRITERIA = 10_000_000;

/**
 * Reads definitions of OVAL that look for rpm packages of certain versions: Oracle's, SUSE's, Photon's, Azure Linux's:
 * https://oval.mitre.org/language/version5.11/ What the definitions mean is told by the tests behind them, so that all that may concern
 * what is wanted is held until the end. Packages are binary packages. Throws an Error where the document is no OVAL, or ends too early.
 */
export async function* readOval(chunks: AsyncIterable<Uint8Array>, question: OvalQuestion): AsyncGenerator<FeedRecord> {
  const definitions: Definition[] = [];
  const referred = new Set<string>();
  const tests = new OvalTests(referred);
  const wants = (name: string): boolean => name === 'definition' || OvalTests.reads(name);
  for await (const element of elementsOf(chunks, { root: 'oval_definitions', wants })) {
    if (element.name !== 'definition') tests.take(element);
    else {
      try {
        const definition = definitionOf(element);
        if (mayConcern(definition, question.wanted)) definitions.push(held(definition, referred));
      } catch (error) {
        yield { unread: `the definition ${element.attributes['id'] ?? ''}: ${reasonOf(error)}` };
      }
      if (referred.size > MOST_CRITERIA) throw new Error('It has more criteria than any such document has.');
    }
  }
  for (const definition of definitions) {
    try {
      const advisory = toAdvisory(definition, claimsOf(definition.criteria, tests), question);
      if (advisory.affected.length > 0) yield { advisory };
    } catch (error) {
      yield { unread: `${definition.advisory.id}: ${reasonOf(error)}` };
    }
  }
}

function mayConcern({ criteria }: Definition, wanted: Selection): boolean {
  for (const criterion of criteriaIn(criteria)) if (mayName(criterion, wanted)) return true;
  return false;
}

/** A copy, because what a parser hands out keeps the text around it in memory. Its tests are asked for. */
function held(definition: Definition, referred: Set<string>): Definition {
  const copy = structuredClone(definition);
  for (const { test } of criteriaIn(copy.criteria)) referred.add(test);
  return copy;
}

/** By the comment, whose first word is a package's name, or begins with it: `dbus-1-1.12.2-1.2 is installed`. */
function mayName({ comment }: Criterion, wanted: Selection): boolean {
  const [word = ''] = comment.split(' ', 1);
  if (word === '') return true;
  if (wantedName(word, wanted) !== undefined) return true;
  for (let dash = word.lastIndexOf('-'); dash > 0; dash = word.lastIndexOf('-', dash - 1)) {
    if (wantedName(word.slice(0, dash), wanted) !== undefined) return true;
  }
  return false;
}

function toAdvisory(definition: Definition, claims: readonly Claim[], question: OvalQuestion): Advisory {
  const { wanted } = question;
  const { advisory, platforms, severityWord: word } = definition;
  const entries = claims.flatMap((claim) => {
    const name = wantedName(claim.name, wanted);
    const products = claim.products.length > 0 ? claim.products : platforms;
    const ecosystems = new Set(products.map((product) => question.ecosystemOf(product)));
    const modules = claim.modules.length > 0 ? claim.modules : [undefined];
    if (name === undefined) return [];
    return [...ecosystems].flatMap((ecosystem) => {
      if (ecosystem === undefined || !wanted.ecosystems.has(ecosystem)) return [];
      return modules.map((module) => ({
        ...claim.coverage,
        ecosystem,
        name,
        ...(word === undefined ? {} : { severityWord: word }),
        ...(claim.arches === undefined ? {} : { arches: claim.arches }),
        ...(module === undefined ? {} : { module }),
        ...(claim.notAffected ? { notAffected: true as const } : {}),
      }));
    });
  });
  return { ...advisory, affected: joined(entries) };
}

/** Entries that differ in architecture alone are one. */
function joined(entries: readonly Affected[]): readonly Affected[] {
  const found = new Map<string, Affected>();
  for (const entry of entries) {
    const key = JSON.stringify({ ...entry, arches: entry.arches === undefined });
    const other = found.get(key);
    const arches = new Set([...(other?.arches ?? []), ...(entry.arches ?? [])]);
    found.set(key, entry.arches === undefined ? entry : { ...entry, arches: [...arches] });
  }
  return [...found.values()];
}
