import type { AdvisoryIndex, AdvisorySource } from '../../model/advisory.ts';
import type { Gap } from '../../model/report.ts';
import { documentAddress, plainAddress } from '../address.ts';
import { lookupIn } from '../lookup.ts';
import { sideBySide } from '../pool.ts';
import { type Asked, type Listed, listRecords, type PackageQuery } from './batch.ts';
import { type ApiPorts, exchange, unavailable } from './exchange.ts';
import { openCopies } from './copies.ts';
import { type ApiQuery, queriesOf } from './query.ts';
import { Reading } from './reading.ts';

export type { ApiPorts } from './exchange.ts';
export type { ApiFeedQuery, ApiQuery } from './query.ts';

export interface ApiResult {
  readonly index: AdvisoryIndex;
  /** What the API did not take or did not have. */
  readonly gaps: readonly Gap[];
}

/** Records that are fetched at a time. */
const SIDE_BY_SIDE = 8;
/** How many packages that were not taken are named. */
const NAMED = 3;

/**
 * Asks OSV's API for all records of the wanted packages, and indexes them: https://google.github.io/osv.dev/api/ The API is asked for
 * names and not for versions, because it compares versions in its own ways, and would leave out what it takes for not affected. Throws
 * `ADVISORIES_UNAVAILABLE` where it cannot be asked, `DISK_FULL`, and `USAGE` where its address cannot be used.
 */
export async function fetchFromApi(query: ApiQuery, ports: ApiPorts): Promise<ApiResult> {
  const { records, refused } = await listRecords(query.feeds.flatMap(queriesOf), query, ports);
  const reading = new Reading(query.feeds);
  await using copies = await openCopies(query, ports);
  const missing = new Map(records);
  await copies.read(records, (listed, text) => {
    const isTaken = reading.take(listed.id, text);
    if (isTaken) missing.delete(listed.id);
    return isTaken;
  });
  await sideBySide([...missing.values()], { most: SIDE_BY_SIDE, signal: query.signal }, async (listed, signal) => {
    const text = await fetchRecord(listed, { ...query, signal }, ports);
    if (text === undefined) reading.fail(listed.id, 'the API has no such record');
    else if (reading.take(listed.id, text)) await copies.add(listed, text);
  });
  await copies.keep();
  ports.log.info(`OSV API: ${String(records.size)} records, of which ${String(missing.size)} were fetched.`);
  return { index: indexOf(reading, query, ports), gaps: [...refusedGaps(refused), ...reading.gaps()] };
}

/** The record as one line of JSON; undefined where the API does not have it. */
async function fetchRecord({ id }: Listed, { apiUrl, signal }: Asked, ports: ApiPorts): Promise<string | undefined> {
  const url = documentAddress(apiUrl, `v1/vulns/${id}`);
  const answered = await exchange({ url, signal }, ports);
  if ('refused' in answered) return undefined;
  try {
    return JSON.stringify(JSON.parse(answered.text));
  } catch {
    throw unavailable(url, new Error('its answer is no JSON'));
  }
}

function indexOf(reading: Reading, { apiUrl }: ApiQuery, { clock }: ApiPorts): AdvisoryIndex {
  const told = reading.told();
  const url = plainAddress(new URL(apiUrl));
  // What an API answers is as it stands now.
  const modified = new Date(clock.wall()).toISOString();
  const sources = told.map(
    ({ folder, advisories }): AdvisorySource => ({ feed: folder, url, modified, records: advisories.length, revalidated: false }),
  );
  return { find: lookupIn(told.map(({ advisories }) => ({ advisories, isOsv: true }))), sources };
}

function refusedGaps(refused: readonly PackageQuery[]): readonly Gap[] {
  return [...Map.groupBy(refused, ({ ecosystem }) => ecosystem)].map(([ecosystem, own]) => {
    const named = own.slice(0, NAMED).map(({ name }) => name);
    const more = own.length > NAMED ? ` and ${String(own.length - NAMED)} more` : '';
    return { subject: `${ecosystem} advisories`, reason: `OSV's API does not take the question for ${named.join(', ')}${more}` };
  });
}
