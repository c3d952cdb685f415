import type { Advisory, AdvisoryIndex, Affected } from '../model/advisory.ts';
import { concerning } from './concern.ts';
import type { Hit } from './hit.ts';
import type { JudgedPackage } from './judged-package.ts';
import { namesOf, vulnerabilitiesOf } from './names.ts';
import { fixedVersion, isAffected } from './ranges.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import { type Compare, remembering } from './versions.ts';
import { highest } from './vulnerability.ts';

/** What the advisories say of one package. */
export interface Verdict {
  /** Those that cover it. */
  readonly hits: readonly Hit[];
  /** The vulnerabilities, by all their names, of which one says that they do not affect it. */
  readonly cleared: ReadonlySet<string>;
  /** Those that could not be compared with it, by their ids, and why. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Judges one package. A version that cannot be compared is a fault; it never counts as not affected. */
export function judgePackage(judged: JudgedPackage, index: AdvisoryIndex): Verdict {
  // Both names of a package are judged in the same order, so that one memory serves both.
  const one: JudgedPackage = { ...judged, compare: remembering(judged.compare) };
  const hits = new Map<string, Hit>();
  const cleared = new Set<string>();
  const faults = new Map<string, Fault>();
  for (const { advisory, subject } of questionsOf(one, index)) {
    const answer = answerOf(advisory, subject, one);
    if ('hit' in answer) hits.set(advisory.id, merged(hits.get(advisory.id), answer.hit, one.compare));
    else if ('reason' in answer) faults.set(advisory.id, { advisory, ...answer });
    else for (const name of answer.cleared) cleared.add(name);
  }
  const open = [...faults].filter(([id, { advisory }]) => !hits.has(id) && !isCleared(advisory, cleared));
  return { hits: [...hits.values()], cleared, faults: new Map(open.map(([id, { reason }]) => [id, reason])) };
}

interface Fault {
  readonly advisory: Advisory;
  readonly reason: string;
}

/** What one advisory says of a subject: it covers it, or says that these vulnerabilities do not affect it, or cannot be compared with it. */
type Answer = { readonly hit: Hit } | { readonly cleared: readonly string[] } | { readonly reason: string };

interface Question {
  readonly subject: Subject;
  readonly advisory: Advisory;
}

/** Each name of the package, with each advisory that speaks of it. */
function questionsOf(judged: JudgedPackage, index: AdvisoryIndex): readonly Question[] {
  return subjectsOf(judged).flatMap((subject) => {
    const found = judged.ecosystems.flatMap((ecosystem) => index.find(ecosystem, subject.name));
    const byId = new Map(found.map((one) => [one.id, one]));
    return [...byId.values()].map((advisory) => ({ subject, advisory }));
  });
}

function answerOf(advisory: Advisory, subject: Subject, judged: JudgedPackage): Answer {
  try {
    return judgeBy(advisory, subject, judged);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Throws where no entry covers the subject and one could not be compared with it. */
function judgeBy(advisory: Advisory, subject: Subject, { package: pkg, ecosystems }: JudgedPackage): Answer {
  const { version, compare } = subject;
  const speaking = advisory.affected.filter((entry) => entry.name === subject.name && ecosystems.includes(entry.ecosystem));
  const entries = concerning(speaking, advisory, { package: pkg, version, compare });
  const { covering, fault } = coveringOf(entries, subject);
  if (covering.some((entry) => entry.notAffected)) return { cleared: namesOf(advisory) };
  if (covering.length > 0) return { hit: { advisory, entries: covering, fixedIn: fixOf(subject, entries, covering) } };
  if (fault !== undefined) throw fault;
  return { cleared: [] };
}

function coveringOf(
  entries: readonly Affected[],
  { version, compare }: Subject,
): { readonly covering: readonly Affected[]; readonly fault: unknown } {
  let fault: unknown;
  const covering = entries.filter((entry) => {
    try {
      return isAffected(version, entry, compare);
    } catch (error) {
      fault = error;
      return false;
    }
  });
  return { covering, fault };
}

/** The fix. Undefined also where it cannot be told, because that the package is affected stands all the same; and where none is promised. */
function fixOf({ version, compare }: Subject, entries: readonly Affected[], covering: readonly Affected[]): string | undefined {
  if (covering.some((entry) => entry.outlook !== undefined)) return undefined;
  const affecting = entries.filter((entry) => entry.notAffected === undefined);
  try {
    return fixedVersion(version, affecting, compare);
  } catch {
    return undefined;
  }
}

function merged(earlier: Hit | undefined, hit: Hit, compare: Compare): Hit {
  if (earlier === undefined) return hit;
  const fixedIn = highest([earlier.fixedIn, hit.fixedIn], compare);
  return { advisory: hit.advisory, entries: [...earlier.entries, ...hit.entries], fixedIn };
}

/** Whether nothing that an advisory tells of is open. An erratum that is not about security tells of nothing. */
function isCleared(advisory: Advisory, cleared: ReadonlySet<string>): boolean {
  return vulnerabilitiesOf(advisory).every((name) => cleared.has(name));
}
