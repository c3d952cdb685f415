import { createHash } from 'node:crypto';
import type { BlobSink } from '../model/blob.ts';
import { algorithmOf, type Digest } from '../model/digest.ts';
import { ScanError } from '../model/errors.ts';
import type { Layer } from '../model/image.ts';
import type { LayerInventory, Reader } from '../model/inventory.ts';
import { createCollector } from './collector.ts';
import { createDecompressor } from '../tar/decompress.ts';
import { TarReader } from '../tar/tar.ts';

/** Bytes that a layer may unfold to. No image that anyone runs is larger; a bomb is. */
const LARGEST_LAYER = 256 * 1024 ** 3;

/**
 * A sink that takes a layer's compressed bytes as they arrive and ends in what it holds for a scanner. Nothing but the wanted
 * files is kept, and nothing counts before the uncompressed bytes have proven to be the layer's diffID. Where no document tells it,
 * the digest of the compressed bytes has proven them already, and the inventory tells what they unfold to.
 * Rejects with `LAYER_BROKEN` or `DIGEST_MISMATCH`.
 */
export function readLayer(layer: Layer, readers: readonly Reader[]): BlobSink<LayerInventory> {
  const algorithm = layer.diffID === undefined ? 'sha256' : algorithmOf(layer.diffID);
  const hash = createHash(algorithm);
  const collector = createCollector(readers);
  const tar = new TarReader(collector);
  let unfolded = 0;

  const decompressor = createDecompressor((chunk) => {
    unfolded += chunk.length;
    if (unfolded > LARGEST_LAYER) throw new Error(`it unfolds to more than ${LARGEST_LAYER} bytes`);
    hash.update(chunk);
    tar.push(chunk);
  });

  return {
    write: (chunk) => {
      try {
        return decompressor.write(chunk);
      } catch (error) {
        throw broken(layer, error);
      }
    },
    end: async () => {
      try {
        await decompressor.end();
        tar.end();
      } catch (error) {
        throw broken(layer, error);
      }
      const diffID: Digest = `${algorithm}:${hash.digest('hex')}`;
      if (layer.diffID !== undefined && diffID !== layer.diffID) {
        throw new ScanError(
          'DIGEST_MISMATCH',
          `Layer ${layer.index + 1} unfolds to ${diffID} and not to its diffID ${layer.diffID}.`,
          {
            hint: 'The image contradicts itself; push it again.',
          },
        );
      }
      return { diffID, ...collector.collected() };
    },
    abort: () => decompressor.abort(),
  };
}

function broken({ index, descriptor }: Layer, cause: unknown): ScanError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ScanError('LAYER_BROKEN', `Layer ${index + 1} (${descriptor.digest}) cannot be read: ${why}.`, {
    hint: 'Its bytes are as they were pushed: build and push the image again.',
    cause,
  });
}
