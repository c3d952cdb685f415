import { createHash } from 'node:crypto';
import { algorithmOf, type Digest } from '../model/digest.ts';
import type { Ref } from '../model/image.ts';
import { MEDIA_TYPES, parseRef } from '../model/manifest.ts';
import { compressionOf, LONGEST_MAGIC } from '../tar/decompress.ts';
import { type Blobs, digestOf } from './blobs.ts';
import { damaged } from './damage.ts';
import { STEP } from './file.ts';
import type { Member } from './members.ts';
import { memoryPassage, take } from './passage.ts';

/** The parts of an image that no manifest holds together. */
export interface Parts {
  readonly config: Member;
  /** The configuration's digest, computed. */
  readonly digest: Digest;
  readonly layers: readonly Member[];
  /** One for each layer. */
  readonly diffIDs: readonly Digest[];
}

/**
 * Writes the manifest that an archive of `docker save` of old lacks: the OCI manifest of its parts as they lie there, in the order
 * of fields of the specification and without white space, so that the same archive always has the same digest. An uncompressed
 * layer's digest is its diffID, which is proven when it is read; a compressed one is read once more, to learn it.
 */
export async function writeManifest({ config, digest, layers, diffIDs }: Parts, blobs: Blobs, signal: AbortSignal): Promise<Ref> {
  blobs.tell(digest, config);
  const described: unknown[] = [];
  for (const [index, member] of layers.entries()) {
    const diffID = diffIDs[index];
    if (diffID === undefined) throw damaged(`its configuration has no diffID for "${member.name}"`);
    const layer = await describe(member, diffID, signal);
    blobs.tell(layer.digest, member);
    described.push(layer);
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.size },
    layers: described,
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const written = digestOf(bytes);
  blobs.tell(written, { name: 'manifest', size: bytes.length, open: (offset) => Promise.resolve(memoryPassage(bytes, offset)) });
  return parseRef(bytes, written, undefined);
}

async function describe(member: Member, diffID: Digest, signal: AbortSignal) {
  const mediaType = 'application/vnd.oci.image.layer.v1.tar';
  const passage = await member.open(0, signal);
  try {
    const head = await take(passage, Math.min(LONGEST_MAGIC, member.size));
    const compression = compressionOf(head);
    if (compression === undefined) return { mediaType, digest: diffID, size: member.size };
    const hash = createHash(algorithmOf(diffID)).update(head);
    for (let left = member.size - head.length; left > 0; ) {
      signal.throwIfAborted();
      const piece = await passage.read(Math.min(left, STEP));
      if (piece.length === 0) throw damaged(`"${member.name}" in it ends ${left} bytes too early`);
      hash.update(piece);
      left -= piece.length;
    }
    const digest: Digest = `${algorithmOf(diffID)}:${hash.digest('hex')}`;
    return { mediaType: `${mediaType}+${compression}`, digest, size: member.size };
  } finally {
    passage.release();
  }
}
