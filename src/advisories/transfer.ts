import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CachedFile } from '../model/cache.ts';
import { ScanError } from '../model/errors.ts';
import { type Answer, askFor, drain, header, type Question, refusal, validators } from './answer.ts';
import { type Archive, openArchive } from './archive.ts';
import { FeedFault, messageOf, toFault } from './fault.ts';

export interface TransferRequest extends Question {
  /** The folder in which a file lies until it is whole. */
  scratch(): Promise<string>;
}

/** What came of an attempt: nothing new, or a whole and readable archive. */
export type Transfer =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'fetched'; readonly file: CachedFile; readonly archive: Archive };

/** Bytes. The whole of OSV is about a gigabyte, and a feed is a part of it. */
const LARGEST_FEED = 2 * 1024 ** 3;

/**
 * One attempt at a feed: asks, writes what comes to a file, and verifies it before it counts. A file that is not whole is removed.
 * Throws `FeedFault`, `ADVISORIES_UNAVAILABLE` or `DISK_FULL`.
 */
export async function transfer(ask: TransferRequest): Promise<Transfer> {
  try {
    const answer = await askFor(ask);
    if (answer.statusCode === 200) return await save(answer, await scratchFile(answer, ask));
    await drain(answer);
    if (answer.statusCode === 304 && ask.known !== undefined) return { kind: 'unchanged' };
    throw refusal(answer, ask.url);
  } catch (error) {
    throw toFault(error);
  }
}

async function scratchFile(answer: Answer, ask: TransferRequest): Promise<string> {
  try {
    if (Number(header(answer, 'content-length') ?? 0) > LARGEST_FEED) throw tooLarge();
    return join(await ask.scratch(), `${randomUUID()}.zip.part`);
  } catch (error) {
    await drain(answer);
    throw error;
  }
}

async function save(answer: Answer, path: string): Promise<Transfer> {
  try {
    await pipeline(answer.body, bounded, createWriteStream(path, { flags: 'wx' }));
    return { kind: 'fetched', file: { path, ...validators(answer) }, archive: await verified(path) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Passes bytes on, and throws where there are more than anybody could mean. That there are as many as was said, undici sees to. */
async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LARGEST_FEED) throw tooLarge();
    yield chunk;
  }
}

function tooLarge(): ScanError {
  return new ScanError('ADVISORIES_UNAVAILABLE', 'The advisory feed is larger than any feed can be.', {
    hint: 'Check osv-url: what it leads to is not an OSV export.',
  });
}

async function verified(path: string): Promise<Archive> {
  try {
    return await openArchive(path);
  } catch (error) {
    throw new FeedFault(`what the server sent is not a usable zip file: ${messageOf(error)}`, { passing: true, cause: error });
  }
}
