import * as v from 'valibot';
import type { Advisory, Affected } from '../../model/advisory.ts';
import type { FeedRecord } from '../feeds/feed.ts';
import { decoration, parse } from '../osv-affected.ts';
import { BARE, before, EVERY_VERSION, reasonOf, UNCOVERED } from './bare.ts';
import { membersOf } from './json-members.ts';
import { type Selection, wantedName } from './selection.ts';

/** Bytes of what is said of one package. The kernel's has some ten millions. */
const LARGEST_PACKAGE = 128 * 1024 * 1024;

/** The releases by the names that the tracker calls them: https://www.debian.org/releases/ */
const RELEASES: ReadonlyMap<string, string> = new Map([
  ['squeeze', '6'],
  ['wheezy', '7'],
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['duke', '15'],
]);

/** How a version is written in which a release was never affected. */
const NEVER = '0';

const releaseSchema = v.object({
  status: v.picklist(['open', 'resolved', 'undetermined']),
  fixed_version: v.nullish(v.string()),
  urgency: decoration,
  nodsa: decoration,
  nodsa_reason: decoration,
});

const issueSchema = v.object({
  description: decoration,
  debianbug: v.fallback(v.nullish(v.number()), undefined),
  releases: v.nullish(v.record(v.string(), v.unknown()), {}),
});

type ReleaseShape = v.InferOutput<typeof releaseSchema>;

/**
 * Reads what Debian's security tracker knows of its source packages: https://security-tracker.debian.org/tracker/data/json A record is one
 * vulnerability in one package; another package's has the same id. What is undetermined counts as affected: nobody said that it is not.
 * Throws an Error where the document is not the tracker's, or ends too early.
 */
export async function* readTracker(chunks: AsyncIterable<Uint8Array>, wanted: Selection): AsyncGenerator<FeedRecord> {
  const wants = (key: string): boolean => wantedName(key, wanted) !== undefined;
  for await (const { key, text } of membersOf(chunks, { wants, largest: LARGEST_PACKAGE })) {
    if (text === undefined) yield { unread: `${key}: more is said of it than can be read` };
    else yield* readPackage(key, text, wanted);
  }
}

function* readPackage(name: string, text: string, wanted: Selection): Generator<FeedRecord> {
  let issues: [string, unknown][];
  try {
    issues = Object.entries(parse(v.looseObject({}), JSON.parse(text)));
  } catch (error) {
    yield { unread: `${name}: ${reasonOf(error)}` };
    return;
  }
  const spelled = wantedName(name, wanted) ?? name;
  for (const [id, data] of issues) {
    try {
      const advisory = toAdvisory(id, data, { name: spelled, wanted });
      if (advisory.affected.length > 0) yield { advisory };
    } catch (error) {
      yield { unread: `${name} ${id}: ${reasonOf(error)}` };
    }
  }
}

interface Asked {
  readonly name: string;
  readonly wanted: Selection;
}

/** As OSV names Debian's record of a CVE: `DEBIAN-CVE-2024-6119`. What has no CVE goes by the tracker's own name, `TEMP-…`. */
function toAdvisory(id: string, data: unknown, { name, wanted }: Asked): Advisory {
  const { description, debianbug: bug, releases } = parse(issueSchema, data);
  const affected = Object.entries(releases ?? {}).flatMap(([codename, release]) => {
    const number = RELEASES.get(codename);
    const ecosystem = `Debian:${number ?? ''}`;
    if (number === undefined || !wanted.ecosystems.has(ecosystem)) return [];
    return [toAffected(parse(releaseSchema, release), { ecosystem, name })];
  });
  const isCve = id.startsWith('CVE-');
  return {
    ...BARE,
    id: isCve ? `DEBIAN-${id}` : id,
    aliases: isCve ? [id] : [],
    details: description ?? '',
    references: [
      `https://security-tracker.debian.org/tracker/${id}`,
      ...(typeof bug === 'number' ? [`https://bugs.debian.org/${String(bug)}`] : []),
    ],
    affected,
  };
}

function toAffected(release: ReleaseShape, place: Pick<Affected, 'ecosystem' | 'name'>): Affected {
  const { status, fixed_version: fixed, urgency } = release;
  const entry = { ...UNCOVERED, ...place, ...(typeof urgency === 'string' ? { severityWord: urgency } : {}) };
  if (status === 'resolved') {
    if (typeof fixed !== 'string' || fixed === '') throw new Error('it is resolved, and no version is named');
    return fixed === NEVER ? { ...entry, ranges: [EVERY_VERSION], notAffected: true } : { ...entry, ranges: [before(fixed)] };
  }
  const outlook = outlookOf(release);
  return { ...entry, ranges: [EVERY_VERSION], ...(outlook === undefined ? {} : { outlook }) };
}

/**
 * What Debian says of a fix that it has not made. An issue without a notice of its own (no-dsa) is put off, to a point release perhaps,
 * unless it is ignored for good: https://security-team.debian.org/security_tracker.html
 */
function outlookOf({ urgency, nodsa, nodsa_reason: reason }: ReleaseShape): Affected['outlook'] {
  if (urgency === 'end-of-life') return 'end-of-life';
  if (reason === 'ignored') return 'will-not-fix';
  return typeof nodsa === 'string' || reason === 'postponed' ? 'deferred' : undefined;
}
