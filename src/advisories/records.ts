import type { Advisory } from '../model/advisory.ts';
import type { Archive } from './archive.ts';
import { type ArchiveFile, readEntries } from './entries.ts';
import { messageOf } from './fault.ts';
import type { FeedRecord } from './feeds/feed.ts';
import { parseRecord, type Wanted } from './osv.ts';
import { mayConcern } from './sieve.ts';

/** Reads the records of an archive that speak of what is wanted. One that is broken is told as such; the others go on. */
export async function* readRecords(archive: Archive, wanted: Wanted, signal: AbortSignal): AsyncGenerator<FeedRecord> {
  for await (const file of readEntries(archive, signal)) {
    const record = toRecord(file, wanted);
    if (record !== undefined) yield record;
  }
}

function toRecord(file: ArchiveFile, wanted: Wanted): FeedRecord | undefined {
  try {
    const advisory = read(file, wanted);
    return advisory === undefined ? undefined : { advisory };
  } catch (error) {
    return { unread: `${file.name} (${messageOf(error)})` };
  }
}

function read(file: ArchiveFile, wanted: Wanted): Advisory | undefined {
  if ('fault' in file) throw new Error(file.fault);
  return mayConcern(file.bytes, wanted) ? parseRecord(file.bytes.toString('utf8'), wanted) : undefined;
}
