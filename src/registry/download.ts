import type { BlobSink, BlobSource } from '../model/blob.ts';
import { type DownloadOptions, type Manner, Transfer } from './transfer.ts';

export type { DownloadOptions } from './transfer.ts';

/**
 * Moves a blob into a sink, whatever it takes: each attempt resolves the blob's stable address anew and goes on where the last
 * one broke. Ends the sink only when size and digest are proven. Wrong bytes after a resume are fetched once more from zero, and
 * bytes that a storage encoded unasked once more decoded, each in a new sink; on a fresh, plain download they are final.
 */
export async function download<Result>(
  source: BlobSource,
  begin: () => BlobSink<Result>,
  options: DownloadOptions,
): Promise<Result> {
  const opens = { count: 0 };
  for (let manner: Manner = 'first'; ; ) {
    const transfer: Transfer<Result> = new Transfer(source, begin(), { ...options, manner, opens });
    const remedy: Manner | undefined = await transfer.run();
    if (remedy === undefined) return await transfer.sink.end();
    manner = remedy;
  }
}
