import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { MoveBlob } from './image.ts';
import type { BlobSink } from './model/blob.ts';
import type { Descriptor } from './model/image.ts';
import type { Reference } from './model/reference.ts';
import type { RegistryClient } from './registry/client.ts';

export interface PullOptions {
  readonly moveBlob: MoveBlob;
  /** Which layer of the artifact is meant, from its manifest. */
  readonly choose: (manifest: Uint8Array) => Descriptor;
  /** A folder on this run's own disk. */
  readonly scratch: () => Promise<string>;
  readonly signal: AbortSignal;
}

/**
 * Fetches one layer of an artifact into a file, by the same engine as an image's layers: resumed where it breaks off, and proven by size
 * and digest before it counts. The path of the file. https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 */
export async function pullArtifact(
  repository: RegistryClient,
  { tag, digest }: Reference,
  options: PullOptions,
): Promise<string> {
  const { moveBlob, choose, scratch, signal } = options;
  const name = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  const layer = choose(await repository.document(name, signal));
  const folder = await scratch();
  return await moveBlob(repository.blob(layer), () => fileSink(join(folder, `${randomUUID()}.artifact`)), signal);
}

/** A sink that writes a file; the file is gone where it must not count. */
function fileSink(path: string): BlobSink<string> {
  const stream = createWriteStream(path, { flags: 'wx' });
  const done = finished(stream);
  // Whoever ends or aborts hears of it; until then it is nobody's.
  done.catch(() => undefined);
  return {
    write: (chunk) => {
      if (stream.errored !== null) throw stream.errored;
      // What is written must not change while it waits.
      if (stream.write(Uint8Array.prototype.slice.call(chunk))) return undefined;
      return new Promise((resolve, reject) => {
        stream.once('drain', resolve);
        done.catch(reject);
      });
    },
    end: async () => {
      stream.end();
      await done;
      return path;
    },
    abort: () => {
      stream.destroy();
      void rm(path, { force: true });
    },
  };
}
