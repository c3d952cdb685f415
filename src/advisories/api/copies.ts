import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { documentAddress } from '../address.ts';
import { copyKey } from '../copy.ts';
import { messageOf } from '../fault.ts';
import type { Asked, Listed } from './batch.ts';
import type { ApiPorts } from './exchange.ts';

/** Records of the API, each kept as one line: its id and the time of its last change, a tab between them, and after another its JSON. */
export interface RecordCopies extends AsyncDisposable {
  /** Hands over the kept records that are still what the API lists. What is not taken is not kept again. */
  read(wanted: ReadonlyMap<string, Listed>, take: (listed: Listed, text: string) => boolean): Promise<void>;
  /** Takes a record in for the next run. */
  add(listed: Listed, text: string): Promise<void>;
  /** Keeps for the next run what was taken in. */
  keep(): Promise<void>;
}

/** Bytes that are kept at the most. */
const LARGEST = 512 * 1024 * 1024;

export async function openCopies({ apiUrl }: Asked, ports: ApiPorts): Promise<RecordCopies> {
  const key = copyKey(documentAddress(apiUrl, 'v1/vulns'));
  const path = join(await ports.cache.scratch(), `${randomUUID()}.records`);
  const file = await open(path, 'ax');
  let bytes = 0;
  let isNew = false;

  // One line after the other: a long one is written in pieces.
  let written: Promise<void> = Promise.resolve();
  const add = (listed: Listed, text: string): Promise<void> => {
    const line = Buffer.from(`${listed.id}\t${listed.modified}\t${text}\n`);
    if (bytes + line.length > LARGEST) return written;
    bytes += line.length;
    written = written.then(() => file.appendFile(line));
    return written;
  };

  return {
    async read(wanted, take) {
      const copy = await ports.cache.find(key);
      if (copy === undefined) return;
      try {
        for await (const line of createInterface({ input: createReadStream(copy.path), crlfDelay: Number.POSITIVE_INFINITY })) {
          const [id = '', modified = '', ...rest] = line.split('\t');
          const listed = wanted.get(id);
          if (listed === undefined || listed.modified !== modified) continue;
          const text = rest.join('\t');
          if (take(listed, text)) await add(listed, text);
        }
      } catch (error) {
        ports.log.notice(`The cached advisories could not be used and are fetched again: ${messageOf(error)}`);
      }
    },
    async add(listed, text) {
      isNew = true;
      await add(listed, text);
    },
    async keep() {
      if (isNew) await ports.cache.keep(key, { path });
    },
    [Symbol.asyncDispose]: () => end(file, path),
  };
}

async function end(file: FileHandle, path: string): Promise<void> {
  await file.close();
  await rm(path, { force: true });
}
