import type { BlobSink } from '../../src/model/blob.ts';
import type { Layer } from '../../src/model/image.ts';
import type { FileReader, LayerInventory, Reader } from '../../src/model/inventory.ts';
import { readLayer } from '../../src/layer/read.ts';
import { digestOf } from './images.ts';

/** A reader of `db` files whose lines are `name version`. */
export const lineReader: FileReader = {
  id: 'lines',
  largest: 1024 * 1024,
  wants: (path) => path === 'db' || path.endsWith('/db'),
  read: ({ bytes }) => {
    const text = Buffer.from(bytes).toString('utf8');
    if (text.startsWith('!')) throw new Error('it begins with an exclamation mark');
    const lines = text.split('\n').filter((line) => line !== '');
    return { packages: lines.map((line) => ({ name: line.split(' ')[0] ?? '', version: line.split(' ')[1] ?? '' })) };
  },
};

export function layerOf(tar: Uint8Array, compressed: Uint8Array = tar, index = 0): Layer {
  const descriptor = { mediaType: 'application/octet-stream', digest: digestOf(compressed), size: compressed.length };
  return { index, descriptor, diffID: digestOf(tar) };
}

/** Feeds a sink in pieces of so many bytes. */
export async function feed<Result>(sink: BlobSink<Result>, bytes: Uint8Array, piece = bytes.length): Promise<Result> {
  for (let at = 0; at < bytes.length; at += Math.max(piece, 1)) await sink.write(bytes.subarray(at, at + piece));
  return await sink.end();
}

export async function inventoryOf(tar: Uint8Array, readers: readonly Reader[] = [lineReader]): Promise<LayerInventory> {
  return await feed(readLayer(layerOf(tar), readers), tar);
}
