import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { BlobBody } from '../model/blob.ts';

const DECODERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** Whether the encoding of a body can be undone. */
export function isDecodable(encoding: string | undefined): encoding is keyof typeof DECODERS {
  return encoding !== undefined && Object.hasOwn(DECODERS, encoding);
}

/** The body as it was before it was encoded on its way; itself where it was not. */
export function decoded(body: BlobBody): BlobBody {
  if (!isDecodable(body.encoding)) return body;
  const source = Readable.from(body.chunks);
  const decoder = DECODERS[body.encoding]();
  source.on('error', (error) => decoder.destroy(error));
  return {
    start: body.start,
    ...(body.end === undefined ? {} : { end: body.end }),
    chunks: source.pipe(decoder),
    cancel: () => {
      // What is given up reports that as an error of its own, which is nobody's concern.
      decoder.on('error', () => undefined);
      decoder.destroy();
      body.cancel();
      source.destroy();
    },
  };
}
