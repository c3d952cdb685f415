import * as v from 'valibot';
import type { Affected } from '../../model/advisory.ts';
import type { FeedRecord } from '../feeds/feed.ts';
import { decoration, parse } from '../osv-affected.ts';
import { BARE, before, EVERY_VERSION, parseJson, reasonOf, UNCOVERED } from './bare.ts';
import { type EcosystemQuestion, wantedName } from './selection.ts';

const entrySchema = v.object({
  cve_id: v.pipe(v.string(), v.nonEmpty()),
  pkg: v.pipe(v.string(), v.nonEmpty()),
  aff_ver: decoration,
  res_ver: decoration,
  status: decoration,
});

type EntryShape = v.InferOutput<typeof entrySchema>;

/** How the version in which a vulnerability is resolved is written where there is none. */
const NONE = 'NA';

/**
 * Reads what is known of one release of Photon OS, a row for each vulnerability in each package:
 * https://packages.broadcom.com/photon/photon_cve_metadata/ Packages are source packages. Throws an Error where the document is no such
 * list.
 */
export function* readPhoton(text: string, { ecosystem, wanted }: EcosystemQuestion): Generator<FeedRecord> {
  const rows = parse(v.array(v.unknown()), parseJson(text));
  if (!wanted.ecosystems.has(ecosystem)) return;
  const found = new Map<string, Affected[]>();
  for (const [at, data] of rows.entries()) {
    try {
      const row = parse(entrySchema, data);
      const name = wantedName(row.pkg, wanted);
      if (name === undefined) continue;
      const affected = found.get(row.cve_id) ?? [];
      found.set(row.cve_id, affected);
      affected.push(toAffected(row, { ecosystem, name }));
    } catch (error) {
      yield { unread: `row ${String(at + 1)} of ${ecosystem}: ${reasonOf(error)}` };
    }
  }
  for (const [id, affected] of found) {
    const isCve = id.startsWith('CVE-');
    yield { advisory: { ...BARE, id: isCve ? `PHOTON-${id}` : id, aliases: isCve ? [id] : [], affected } };
  }
}

/** `NA` among the affected versions says that there are none: a CVE that was laid to the wrong package. */
function toAffected(
  { aff_ver: text, res_ver: resolved, status }: EntryShape,
  place: Pick<Affected, 'ecosystem' | 'name'>,
): Affected {
  const entry = { ...UNCOVERED, ...place };
  const fixed = typeof resolved === 'string' && resolved !== '' && resolved !== NONE ? resolved : boundOf(text ?? '');
  if (status === 'Not Affected' || (text === NONE && fixed === undefined)) {
    return { ...entry, ranges: [EVERY_VERSION], notAffected: true };
  }
  return { ...entry, ranges: [fixed === undefined ? EVERY_VERSION : before(fixed)] };
}

/** `all versions before 7.88.1-4.ph4 are vulnerable` */
function boundOf(text: string): string | undefined {
  return /^all versions before (?<version>\S+)/.exec(text)?.groups?.['version'];
}
