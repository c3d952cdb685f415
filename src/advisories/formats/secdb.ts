import * as v from 'valibot';
import type { Advisory, Affected } from '../../model/advisory.ts';
import type { FeedRecord } from '../feeds/feed.ts';
import { parse } from '../osv-affected.ts';
import { BARE, before, EVERY_VERSION, parseJson, reasonOf, UNCOVERED } from './bare.ts';
import { type EcosystemQuestion, wantedName } from './selection.ts';

const documentSchema = v.object({ packages: v.array(v.unknown()) });

const packageSchema = v.object({
  pkg: v.object({ name: v.string(), secfixes: v.nullish(v.record(v.string(), v.nullish(v.array(v.string()), [])), {}) }),
});

/** How a version is written in which a package was never affected. */
const NEVER = '0';

/** A vulnerability as the entries name it, with the versions in which each package has the fix. */
interface Mention {
  readonly id: string;
  readonly aliases: Set<string>;
  readonly related: Set<string>;
  readonly fixes: Map<string, string[]>;
}

/**
 * Reads a security database of an apk distribution: Alpine's, and those of Wolfi, Chainguard and MinimOS, which have its form. It says of
 * each source package which version fixed what: https://secdb.alpinelinux.org
 *
 * A vulnerability that is listed under several versions of a package counts as fixed in the highest: within a branch whoever lists it
 * again says that the earlier fix did not do. `0` says that no version was ever affected, unless a fix is listed as well. Throws an Error
 * where the document is no such database.
 */
export function* readSecdb(text: string, { ecosystem, wanted }: EcosystemQuestion): Generator<FeedRecord> {
  const { packages } = parse(documentSchema, parseJson(text));
  if (!wanted.ecosystems.has(ecosystem)) return;
  const mentions = new Map<string, Mention>();
  for (const [at, data] of packages.entries()) {
    try {
      const { name, secfixes } = parse(packageSchema, data).pkg;
      const spelled = wantedName(name, wanted);
      if (spelled !== undefined) yield* mention(spelled, secfixes, mentions);
    } catch (error) {
      yield { unread: `package ${String(at + 1)} of ${ecosystem}: ${reasonOf(error)}` };
    }
  }
  for (const one of mentions.values()) yield { advisory: toAdvisory(one, ecosystem) };
}

type Secfixes = Readonly<Record<string, readonly string[] | null | undefined>>;

function* mention(name: string, secfixes: Secfixes, mentions: Map<string, Mention>): Generator<FeedRecord> {
  for (const [version, entries] of Object.entries(secfixes)) {
    for (const entry of entries ?? []) {
      const named = vulnerabilitiesIn(entry);
      if (named.length === 0) yield { unread: `${name} ${version}: "${entry.slice(0, 100)}" names no vulnerability` };
      for (const { id, aliases, related } of named) {
        const one = mentions.get(id) ?? { id, aliases: new Set(), related: new Set(), fixes: new Map<string, string[]>() };
        mentions.set(id, one);
        for (const alias of aliases) one.aliases.add(alias);
        for (const other of related) one.related.add(other);
        one.fixes.set(name, [...(one.fixes.get(name) ?? []), version]);
      }
    }
  }
}

/** A name that a publisher gave: `CVE-2024-1`, `GHSA-…`, `CGA-…`, `XSA-226`. */
const NAME = /^[A-Z][A-Za-z]+[-_][\w.:-]+$/;

const CVE = /^CVE[-_](\d{4})[-_](\d{4,})$/;

/**
 * The vulnerabilities of one entry: `CVE-2024-1 GHSA-… CGA-…` are names of one, `CVE-2018-12126 CVE-2018-12130 XSA-297` are two that one
 * notice tells of. Words beside the names (`(+ regression fix)`) are left out.
 */
function vulnerabilitiesIn(entry: string): readonly Named[] {
  const names = entry
    .split(/\s+/)
    .map((word) => word.replace(/^[([]+|[\])?,;.]+$/g, ''))
    .filter((word) => NAME.test(word))
    .map((word) => word.replace(CVE, 'CVE-$1-$2'));
  const cves = names.filter((name) => CVE.test(name));
  const others = names.filter((name) => !CVE.test(name));
  if (cves.length > 1) return cves.map((id) => ({ id, aliases: [], related: others }));
  const [id, ...aliases] = [...cves, ...others];
  return id === undefined ? [] : [{ id, aliases, related: [] }];
}

interface Named {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly related: readonly string[];
}

/** As OSV names a distribution's record of a CVE: `ALPINE-CVE-2024-1`. */
function toAdvisory({ id, aliases, related, fixes }: Mention, ecosystem: string): Advisory {
  const [distribution = ''] = ecosystem.split(':');
  const isCve = CVE.test(id);
  return {
    ...BARE,
    id: isCve ? `${distribution.toUpperCase().replaceAll(/[^A-Z]/g, '')}-${id}` : id,
    aliases: isCve ? [id, ...aliases] : [...aliases],
    related: [...related],
    references: distribution === 'Alpine' ? [`https://security.alpinelinux.org/vuln/${id}`] : [],
    affected: [...fixes].map(([name, versions]) => toAffected(name, versions, ecosystem)),
  };
}

function toAffected(name: string, versions: readonly string[], ecosystem: string): Affected {
  const fixed = [...new Set(versions)].filter((version) => version !== NEVER);
  const entry = { ...UNCOVERED, ecosystem, name };
  // Where several versions are listed, each has its range, so that the highest decides.
  if (fixed.length > 0) return { ...entry, ranges: fixed.map(before) };
  return { ...entry, ranges: [EVERY_VERSION], notAffected: true };
}
