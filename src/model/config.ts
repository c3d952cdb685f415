import * as v from 'valibot';
import { type Digest, isDigest } from './digest.ts';
import { parseDocument, Unreadable, validate } from './document.ts';
import { ScanError } from './errors.ts';
import type { Descriptor, ImageConfig, Layer, Manifest, Schema1Manifest } from './image.ts';
import { normalisePlatform } from './platform.ts';

const CONFIG = v.object({
  architecture: v.optional(v.string(), ''),
  os: v.optional(v.string(), ''),
  variant: v.nullish(v.string()),
  'os.version': v.nullish(v.string()),
  'os.features': v.nullish(v.array(v.string())),
  created: v.nullish(v.string()),
  config: v.nullish(v.object({ Labels: v.nullish(v.record(v.string(), v.string())) })),
  rootfs: v.object({ diff_ids: v.nullish(v.array(v.custom<Digest>(isDigest, 'not a digest'))) }),
  history: v.nullish(v.array(v.object({ created_by: v.nullish(v.string()), empty_layer: v.nullish(v.boolean()) }))),
});

/**
 * Reads an image's configuration. Throws `MANIFEST_INVALID`, or `NOT_AN_IMAGE` where it knows of no file system: generic tools
 * write any configuration under an image's type. https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export function parseConfig(bytes: Uint8Array): ImageConfig {
  try {
    const document = parseDocument(Buffer.from(bytes).toString('utf8'));
    if (document['rootfs'] === undefined) throw withoutFiles();
    return toConfig(validate(CONFIG, document));
  } catch (error) {
    if (error instanceof Unreadable) throw invalid(error.message);
    throw error;
  }
}

function toConfig(document: v.InferOutput<typeof CONFIG>): ImageConfig {
  const { architecture, os, variant, 'os.version': osVersion, 'os.features': osFeatures, created, rootfs, history } = document;
  return {
    platform: normalisePlatform({
      os: os || 'linux',
      architecture: architecture || 'amd64',
      ...(variant ? { variant } : {}),
      ...(osVersion ? { osVersion } : {}),
      ...(osFeatures && osFeatures.length > 0 ? { osFeatures } : {}),
    }),
    diffIDs: rootfs.diff_ids ?? [],
    history: (history ?? []).map(({ created_by, empty_layer }) => ({
      ...(created_by ? { createdBy: created_by } : {}),
      emptyLayer: empty_layer === true,
    })),
    ...(created ? { created } : {}),
    labels: document.config?.Labels ?? {},
  };
}

/** The layers of an image from its two documents. Throws `MANIFEST_INVALID` where they contradict each other. */
export function layersOf({ layers }: Manifest | Schema1Manifest, { diffIDs, history }: ImageConfig): readonly Layer[] {
  if (diffIDs !== undefined && layers.length !== diffIDs.length) {
    throw invalid(`it tells of ${diffIDs.length} layers and the manifest of ${layers.length}`);
  }
  refuseContradictions(layers, diffIDs ?? []);
  const instructions = history.filter((entry) => !entry.emptyLayer);
  // A history that does not fit the layers says nothing of any of them.
  const told = instructions.length === layers.length ? instructions : [];
  return layers.map((descriptor, index) => {
    const createdBy = told[index]?.createdBy;
    return { index, descriptor, diffID: diffIDs?.[index], ...(createdBy === undefined ? {} : { createdBy }) };
  });
}

/** Equal layers are read once: each of them has to unfold to the same. */
function refuseContradictions(layers: readonly Descriptor[], diffIDs: readonly Digest[]): void {
  const known = new Map<Digest, Digest | undefined>();
  for (const [index, { digest }] of layers.entries()) {
    if (known.has(digest) && known.get(digest) !== diffIDs[index]) throw invalid(`it has two diffIDs for the layer ${digest}`);
    known.set(digest, diffIDs[index]);
  }
}

function withoutFiles(): ScanError {
  return new ScanError('NOT_AN_IMAGE', 'This is not a container image: its configuration knows of no file system.', {
    hint: 'Name the image that it describes or uses.',
  });
}

function invalid(why: string): ScanError {
  return new ScanError('MANIFEST_INVALID', `The image's configuration cannot be used: ${why}.`, {
    hint: 'Push the image again with a current tool.',
  });
}
