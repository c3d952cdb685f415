import { readFile, rm } from 'node:fs/promises';
import { ScanError } from '../../model/errors.ts';
import { documentAddress } from '../address.ts';
import { messageOf } from '../fault.ts';
import { readVex } from '../formats/csaf-vex.ts';
import { membersOf, type TarMember } from '../members.ts';
import { sideBySide } from '../pool.ts';
import { unpacked, verifyCompression, verifyJson } from '../unpacked.ts';
import type { Feed, FeedQuestion, FeedRecord } from './feed.ts';
import { changesSince, type VexChanges } from './vex-changes.ts';
import { mayName } from './vex-sieve.ts';

/** Bytes: of a list; of the archive, packed and unpacked; of one document, of which the largest has a hundred millions. */
const LARGEST_LIST = 64 * 1024 * 1024;
const LARGEST_ARCHIVE = 2 * 1024 ** 3;
const LARGEST_UNPACKED = 256 * 1024 ** 3;
const LARGEST = 256 * 1024 * 1024;
/** Documents that are fetched one by one. The archive is some days old, in each of which some hundred change. */
const MOST_CHANGES = 10_000;
const SIDE_BY_SIDE = 8;

const ARCHIVE = /^csaf_vex_(?<date>\d{4}-\d{2}-\d{2})\.tar\.zst$/;
/** `2024/cve-2024-6119.json`, in a folder or not. */
const DOCUMENT = /(?:^|\/)(?<place>\d{4}\/cve-\d{4}-\d{1,19}\.json)$/i;

/**
 * What Red Hat says of vulnerabilities in its products, a document for each CVE: what has no fix, what will have none, and what is not
 * affected, which OSV lacks. An archive of all, and beside it what changed since: https://security.access.redhat.com/data/csaf/v2/vex/
 */
export const REDHAT_VEX: Feed = {
  id: 'redhat-vex',
  title: 'Red Hat VEX advisories',
  url: 'https://security.access.redhat.com/data/csaf/v2/vex',
  covers: (ecosystem) => ecosystem.startsWith('Red Hat:'),
  async *read(ask) {
    const { url, wanted, open, signal } = ask;
    const { name, date } = await latestArchive(ask);
    const changes = await changesOf(date, ask);
    const { path } = await open(documentAddress(url, name), {
      verify: (file) => verifyCompression(file, 'zstd'),
      largest: LARGEST_ARCHIVE,
      keptAs: documentAddress(url, 'archive.tar.zst'),
    });
    const chunks = unpacked(path, { compression: 'zstd', largest: LARGEST_UNPACKED, signal });
    const wants = (member: string): boolean => isUnchanged(member, changes);
    for await (const member of membersOf(chunks, { wants, largest: LARGEST })) yield* readMember(member, wanted);
    yield* readChanged(changes, ask);
  },
};

async function latestArchive({ url, open }: FeedQuestion): Promise<{ readonly name: string; readonly date: string }> {
  const latest = await open(documentAddress(url, 'archive_latest.txt'), { largest: 1024, fleeting: true });
  const name = (await readFile(latest.path, 'utf8')).trim();
  const date = ARCHIVE.exec(name)?.groups?.['date'];
  if (date === undefined) throw new Error('no archive is named as the latest');
  return { name, date };
}

async function changesOf(date: string, { url, open }: FeedQuestion): Promise<VexChanges> {
  const options = { largest: LARGEST_LIST, isText: true, fleeting: true };
  const changed = await open(documentAddress(url, 'changes.csv'), options);
  const deleted = await open(documentAddress(url, 'deletions.csv'), options);
  // The archive is of some hour of that day: what changed on it is fetched once more than needed rather than once too little.
  return changesSince(`${date}T00:00:00Z`, await readFile(changed.path, 'utf8'), await readFile(deleted.path, 'utf8'));
}

function isUnchanged(member: string, { changed, deleted }: VexChanges): boolean {
  const place = DOCUMENT.exec(member)?.groups?.['place']?.toLowerCase();
  return place !== undefined && !changed.has(place) && !deleted.has(place);
}

function* readMember(member: TarMember, wanted: FeedQuestion['wanted']): Generator<FeedRecord> {
  if ('fault' in member) yield { unread: `${member.name} (${member.fault})` };
  else yield* readDocument(member.name, member.bytes, wanted);
}

function* readDocument(name: string, bytes: Buffer, wanted: FeedQuestion['wanted']): Generator<FeedRecord> {
  if (!mayName(bytes, wanted)) return;
  try {
    yield* readVex(bytes.toString('utf8'), wanted);
  } catch (error) {
    yield { unread: `${name} (${messageOf(error)})` };
  }
}

async function* readChanged({ changed, deleted }: VexChanges, ask: FeedQuestion): AsyncGenerator<FeedRecord> {
  const places = [...changed].filter((place) => !deleted.has(place));
  let at = 0;
  for (let isGiven = true; isGiven && at < Math.min(places.length, MOST_CHANGES); at += SIDE_BY_SIDE) {
    const some = places.slice(at, at + SIDE_BY_SIDE);
    const told = await sideBySide(some, { most: SIDE_BY_SIDE, signal: ask.signal }, (place) => recordsAt(place, ask));
    for (const { records } of told) yield* records;
    // A server that gives none of a row gives none: each of some hundred would be asked for five times.
    isGiven = told.some((one) => one.isGiven);
  }
  for (const place of places.slice(at))
    yield { unread: `${place} (it changed since the archive was made, and was not asked for)` };
}

interface Told {
  readonly records: readonly FeedRecord[];
  readonly isGiven: boolean;
}

/** A document that cannot be had is one that could not be read: the others count. */
async function recordsAt(place: string, { url, wanted, open }: FeedQuestion): Promise<Told> {
  try {
    const options = { verify: verifyJson, largest: LARGEST, isText: true, fleeting: true };
    const { path } = await open(documentAddress(url, place), options);
    const bytes = await readFile(path);
    await rm(path, { force: true });
    return { records: [...readDocument(place, bytes, wanted)], isGiven: true };
  } catch (error) {
    if (error instanceof ScanError && error.code !== 'ADVISORIES_UNAVAILABLE') throw error;
    return { records: [{ unread: `${place} (${messageOf(error)})` }], isGiven: false };
  }
}
