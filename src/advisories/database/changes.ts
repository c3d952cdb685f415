import { readFile } from 'node:fs/promises';
import type { Advisory } from '../../model/advisory.ts';
import { documentAddress } from '../address.ts';
import { messageOf } from '../fault.ts';
import type { Document, OpenDocument } from '../feeds/feed.ts';
import { parseRecord } from '../osv.ts';
import { sideBySide } from '../pool.ts';
import { verifyJson } from '../unpacked.ts';
import { type ModifiedId, readModifiedIds } from './modified-ids.ts';
import type { Unit } from './units.ts';

/** What has changed in a folder of OSV's export. */
export interface FolderChanges {
  /** The list that told. */
  readonly document: Document;
  readonly records: readonly ChangedRecord[];
  /** When the newest of all records was modified, in milliseconds since the epoch. */
  readonly synced: number;
}

/** A record as it is now: undefined where it says nothing of any package (withdrawn), `unread` where it could not be read. */
export type ChangedRecord = ModifiedId & ({ readonly advisory: Advisory | undefined } | { readonly unread: string });

/** What the database knows. */
export interface Known {
  /** Milliseconds since the epoch; undefined where there is no such record. */
  modifiedAt(id: string): number | undefined;
  /** When the newest of its records was modified. */
  readonly synced: number;
}

/** Beyond so many records, the whole folder is the smaller download. */
const MOST = 2000;
/** Records that are fetched at a time. */
const SIDE_BY_SIDE = 16;
const LARGEST_LIST = 256 * 1024 ** 2;
const LARGEST_RECORD = 32 * 1024 ** 2;
/** Milliseconds. Records may be listed later than they were modified. */
const OVERLAP = 2 * 24 * 60 * 60 * 1000;

/**
 * Fetches the records of a folder that are newer than what is known; undefined where they are too many. A record that is no longer listed is
 * none: the export has had holes, and what is withdrawn is listed. Throws what `open` throws, and an Error where the list is none.
 */
export async function fetchChanges(
  folder: string,
  unit: Unit,
  { known, open, signal }: { readonly known: Known; readonly open: OpenDocument; readonly signal: AbortSignal },
): Promise<FolderChanges | undefined> {
  const title = `${folder} advisories' list of changes`;
  const options = { title, largest: LARGEST_LIST, isText: true };
  const document = await open(documentAddress(unit.url, `${folder}/modified_id.csv`), options);
  if (document.outage !== undefined) throw new Error(document.outage);
  const { newer, synced } = newerThan(known, await readFile(document.path, 'utf8'));
  if (newer.length > MOST) return undefined;
  const records = await sideBySide(newer, { most: SIDE_BY_SIDE, signal }, async (one) => {
    const address = documentAddress(unit.url, `${folder}/${one.id}.json`);
    const { path } = await open(address, { title, verify: verifyJson, largest: LARGEST_RECORD, isText: true, fleeting: true });
    return { ...one, ...readChange(one.id, await readFile(path, 'utf8'), unit) };
  });
  return { document, records, synced };
}

function newerThan(known: Known, list: string): { readonly newer: readonly ModifiedId[]; readonly synced: number } {
  const newer: ModifiedId[] = [];
  let synced = known.synced;
  for (const one of readModifiedIds(list)) {
    const before = known.modifiedAt(one.id) ?? known.synced - OVERLAP;
    if (one.modified > before && newer.length <= MOST) newer.push(one);
    synced = Math.max(synced, one.modified);
  }
  return { newer, synced };
}

function readChange(id: string, text: string, { wanted }: Unit): { advisory: Advisory | undefined } | { unread: string } {
  try {
    const advisory = parseRecord(text, wanted);
    if (advisory !== undefined && advisory.id !== id) throw new Error(`it is the record of ${advisory.id}`);
    return { advisory };
  } catch (error) {
    return { unread: `${id}.json (${messageOf(error)})` };
  }
}
