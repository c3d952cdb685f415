import type { Advisory } from '../model/advisory.ts';
import { type Archive, type ArchiveFile, readEntries } from './archive.ts';
import { parseRecord, type Wanted } from './osv.ts';

/** What a feed's archive told of the wanted packages. */
export interface Records {
  readonly advisories: readonly Advisory[];
  /** `NAME (why it could not be read)`. */
  readonly unread: readonly string[];
}

/** Reads the records of an archive that speak of what is wanted. One that is broken is named; the others count. */
export async function readRecords(archive: Archive, wanted: Wanted, signal: AbortSignal): Promise<Records> {
  const advisories: Advisory[] = [];
  const unread: string[] = [];
  const mayMatter = sieve(wanted);
  for await (const file of readEntries(archive, signal)) {
    try {
      const advisory = readRecord(file, wanted, mayMatter);
      if (advisory !== undefined) advisories.push(advisory);
    } catch (error) {
      unread.push(`${file.name} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return { advisories, unread };
}

function readRecord(file: ArchiveFile, wanted: Wanted, mayMatter: (bytes: Buffer) => boolean): Advisory | undefined {
  if ('fault' in file) throw new Error(file.fault);
  return mayMatter(file.bytes) ? parseRecord(file.bytes.toString('utf8'), wanted) : undefined;
}

/**
 * A quick look at the bytes, because most records of a distribution speak of its other releases and parsing JSON is what takes
 * the time. An ecosystem that JSON may write in more than one way (`\/`, `\u00e9`) is not looked for: then all are parsed.
 */
function sieve(wanted: Wanted): (bytes: Buffer) => boolean {
  const ecosystems = [...wanted.ecosystems];
  if (!ecosystems.every((ecosystem) => /^[\w .:+-]+$/.test(ecosystem))) return () => true;
  const needles = ecosystems.map((ecosystem) => Buffer.from(`"${ecosystem}"`));
  return (bytes) => needles.some((needle) => bytes.includes(needle));
}
