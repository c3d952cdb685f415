import * as v from 'valibot';
import { DESCRIPTOR, toDescriptor } from '../../model/descriptor.ts';
import { parseDocument, validate } from '../../model/document.ts';
import { ScanError } from '../../model/errors.ts';
import type { Descriptor } from '../../model/image.ts';
import { messageOf } from '../fault.ts';

/** A database in a registry, as one layer of an artifact. */
export const DATABASE_TYPE = 'application/vnd.hullcheck.db.v1.sqlite+zstd';

const MOST_LAYERS = 100;
const MANIFEST = v.object({ layers: v.pipe(v.array(DESCRIPTOR), v.maxLength(MOST_LAYERS)) });

/** What `oci://host/repository:tag` refers to: `host/repository:tag`; undefined where the address is of another kind. */
export function artifactReference(url: string): string | undefined {
  return /^oci:\/\/(?<reference>.+)$/i.exec(url)?.groups?.['reference'];
}

/**
 * The layer of an artifact that is the database: the one of its type, else the only one there is. Throws `DATABASE_UNUSABLE`.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 */
export function databaseLayer(manifest: Uint8Array, reference: string): Descriptor {
  try {
    const document = parseDocument(Buffer.from(manifest).toString('utf8'));
    const layers = validate(MANIFEST, document).layers.map(toDescriptor);
    const typed = layers.filter(({ mediaType }) => mediaType === DATABASE_TYPE);
    const [layer, ...others] = typed.length > 0 ? typed : layers;
    if (layer !== undefined && others.length === 0) return layer;
    throw new Error(`it has ${String(layers.length)} layers, of which ${String(typed.length)} are of the type ${DATABASE_TYPE}`);
  } catch (error) {
    throw new ScanError('DATABASE_UNUSABLE', `The artifact ${reference} is no database: ${messageOf(error)}.`, {
      hint: `Push the database as one layer of the type ${DATABASE_TYPE}.`,
      cause: error,
    });
  }
}
