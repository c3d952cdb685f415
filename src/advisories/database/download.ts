import { readFile } from 'node:fs/promises';
import { ScanError } from '../../model/errors.ts';
import { namedAddress, plainAddress } from '../address.ts';
import { FeedFault, messageOf } from '../fault.ts';
import type { OpenDocument } from '../feeds/feed.ts';
import { artifactReference } from './artifact.ts';
import { checksumOf, readChecksum } from './checksum.ts';
import { inspect } from './schema.ts';

export interface DownloadPorts {
  readonly open: OpenDocument;
  /** Fetches the layer of an artifact that is the database, proven by its digest: see `databaseLayer`. The path of the file. */
  pull(reference: string): Promise<string>;
}

/** A database that was fetched, compressed or not. */
export interface FetchedDatabase {
  readonly path: string;
  /** Why it may not be the newest. */
  readonly outage?: string;
}

const LARGEST = 8 * 1024 ** 3;
const LARGEST_CHECKSUM = 64 * 1024;
const TITLE = 'advisory database';

/**
 * Fetches a published database, or has the server confirm the copy at hand: `https://…`, proven by the checksum at `….sha256` where one is
 * published; or `oci://…`. Throws `USAGE` where the address is of another kind, `ADVISORIES_UNAVAILABLE`, `DATABASE_UNUSABLE` and `DISK_FULL`.
 */
export async function fetchDatabase(url: string, ports: DownloadPorts): Promise<FetchedDatabase> {
  const reference = artifactReference(url);
  if (reference !== undefined) return { path: await ports.pull(reference) };
  const address = addressOf(url);
  const expected = await publishedChecksum(address, ports.open);
  const verify = async (path: string): Promise<void> => {
    const found = await inspect(path);
    // A page that asks to sign in. What version it is, or whose, is told by whoever opens it.
    if (found.kind === 'empty' || found.kind === 'no-database') throw new Error('is no database');
    if (expected === undefined) return;
    const checksum = await checksumOf(path);
    if (checksum !== expected) throw new Error(`has the SHA-256 ${checksum} and not the published ${expected}`);
  };
  const document = await ports.open(address, { title: TITLE, largest: LARGEST, verify });
  return { path: document.path, ...(document.outage === undefined ? {} : { outage: document.outage }) };
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  try {
    if (url === null) throw new Error('it is no address');
    return namedAddress(text, url);
  } catch (error) {
    throw new ScanError('USAGE', `db-file-url cannot be used: ${messageOf(error)}.`, {
      hint: 'Give db-file-url as https://host/path or oci://host/repository:tag.',
    });
  }
}

/** Undefined where none is published. Throws where one may be, and cannot be had or read. */
async function publishedChecksum(address: URL, open: OpenDocument): Promise<string | undefined> {
  const place = new URL(address);
  place.pathname += '.sha256';
  const document = await open(place, { title: `checksum of the ${TITLE}`, largest: LARGEST_CHECKSUM, fleeting: true }).catch(
    unpublished,
  );
  if (document === undefined) return undefined;
  try {
    return readChecksum(await readFile(document.path, 'utf8'), decodeURIComponent(address.pathname.split('/').at(-1) ?? ''));
  } catch (error) {
    throw new ScanError('DATABASE_UNUSABLE', `The checksum at ${plainAddress(place)} cannot be used: ${messageOf(error)}.`, {
      hint: 'Publish it as sha256sum writes it, or not at all.',
      cause: error,
    });
  }
}

/** A server that says no has none; of one that fails nobody knows. Storage services say 403 of what is not there. */
function unpublished(error: unknown): undefined {
  const fault = error instanceof ScanError && error.code === 'ADVISORIES_UNAVAILABLE' ? error.cause : error;
  if (fault === undefined || (fault instanceof FeedFault && !fault.passing)) return;
  throw error;
}
