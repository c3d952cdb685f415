import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CachedFile } from '../model/cache.ts';
import { ScanError } from '../model/errors.ts';
import { type Answer, askFor, drain, header, type Part, type Question, refusal, validators } from './answer.ts';
import { FeedFault, messageOf, toFault } from './fault.ts';

export interface TransferRequest extends Omit<Question, 'part'> {
  /** The folder in which a file lies until it is whole. */
  scratch(): Promise<string>;
  /** Throws where the file at this path is not what it should be. */
  readonly verify: (path: string) => Promise<void>;
  /** The most bytes. */
  readonly largest: number;
}

/** What stays from one attempt to the next. */
export interface Held {
  part: Part | undefined;
}

/** What came of an attempt: nothing new, or a whole and verified document. */
export type Transfer = { readonly kind: 'unchanged' } | { readonly kind: 'fetched'; readonly file: CachedFile };

/**
 * One attempt at a document: asks, writes what comes to a file, and verifies it before it counts. Where it breaks off and the server told
 * by which ETag the rest is the same document's, what came is held for the next attempt; else it is removed.
 * Throws `FeedFault`, `ADVISORIES_UNAVAILABLE` or `DISK_FULL`.
 */
export async function transfer(ask: TransferRequest, held: Held): Promise<Transfer> {
  try {
    const { part } = held;
    const answer = await askFor({ ...ask, part });
    if (answer.statusCode === 200) return await save(answer, ask, held);
    if (answer.statusCode === 206 && part !== undefined && continues(answer, part)) return await save(answer, ask, held, part);
    await drain(answer);
    if (answer.statusCode === 304 && ask.known !== undefined && part === undefined) return { kind: 'unchanged' };
    if (part !== undefined && (answer.statusCode === 206 || answer.statusCode === 416)) {
      await discard(held);
      throw new FeedFault('the server gave another part than the one asked for', { passing: true });
    }
    throw refusal(answer, ask.url);
  } catch (error) {
    throw toFault(error);
  }
}

/** Removes what is held. */
export async function discard(held: Held): Promise<void> {
  const { part } = held;
  held.part = undefined;
  if (part !== undefined) await rm(part.path, { force: true });
}

/** Whether a partial answer is the rest of what is held: https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
function continues(answer: Answer, { bytes, etag }: Part): boolean {
  const told = header(answer, 'etag');
  return header(answer, 'content-range')?.startsWith(`bytes ${String(bytes)}-`) === true && (told === undefined || told === etag);
}

async function save(answer: Answer, ask: TransferRequest, held: Held, part?: Part): Promise<Transfer> {
  const path = await placeOf(answer, ask, part);
  if (part === undefined) await discard(held);
  const etag = resumable(answer) ?? part?.etag;
  try {
    await write(answer, { path, from: part?.bytes ?? 0, largest: ask.largest });
  } catch (error) {
    held.part = etag === undefined || error instanceof ScanError ? undefined : await partAt(path, etag);
    if (held.part === undefined) await rm(path, { force: true });
    throw error;
  }
  held.part = undefined;
  try {
    await ask.verify(path);
  } catch (error) {
    await rm(path, { force: true });
    throw new FeedFault(`what the server sent ${messageOf(error)}`, { passing: true, cause: error });
  }
  return { kind: 'fetched', file: { path, ...(etag === undefined ? {} : { etag }), ...validators(answer) } };
}

/** Where the document goes. An answer that says beforehand that it is too large is not begun. */
async function placeOf(answer: Answer, ask: TransferRequest, part: Part | undefined): Promise<string> {
  try {
    if (Number(header(answer, 'content-length') ?? 0) > ask.largest) throw tooLarge();
    return part?.path ?? join(await ask.scratch(), `${randomUUID()}.part`);
  } catch (error) {
    await drain(answer);
    throw error;
  }
}

/** Writes a body after what is there already. That there are as many bytes as was said, undici sees to. */
async function write(answer: Answer, to: { path: string; from: number; largest: number }): Promise<void> {
  const file = await open(to.path, to.from === 0 ? 'ax' : 'a');
  try {
    await append(decoded(answer), file, to.largest - to.from);
  } finally {
    // A body that nobody reads on keeps its connection; that it was let go is no news.
    answer.body.on('error', () => undefined).destroy();
    await file.close();
  }
}

async function append(chunks: AsyncIterable<Uint8Array>, file: FileHandle, most: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge();
    await file.appendFile(chunk);
  }
}

/** The bytes of the document itself. */
function decoded(answer: Answer): AsyncIterable<Uint8Array> {
  const coding = (header(answer, 'content-encoding') ?? 'identity').toLowerCase();
  if (coding === 'identity') return answer.body;
  if (coding !== 'gzip') throw new FeedFault(`the server sent what nobody asked for: ${coding}`, { passing: false });
  // Whoever reads it is thrown what goes wrong.
  return pipeline(answer.body, createGunzip(), () => undefined);
}

/** By what the rest of an answer that breaks off may be asked for; undefined where it may not be. */
function resumable(answer: Answer): string | undefined {
  const etag = header(answer, 'etag');
  return etag === undefined || etag.startsWith('W/') || header(answer, 'content-encoding') !== undefined ? undefined : etag;
}

async function partAt(path: string, etag: string): Promise<Part | undefined> {
  const { size } = await stat(path);
  return size === 0 ? undefined : { path, bytes: size, etag };
}

function tooLarge(): ScanError {
  return new ScanError('ADVISORIES_UNAVAILABLE', 'The advisory feed is larger than any feed can be.', {
    hint: 'Check osv-url and feed-urls: what they lead to is no feed.',
  });
}
