import * as v from 'valibot';
import { type Digest, isDigest } from './digest.ts';
import { ScanError } from './errors.ts';
import type { ImageConfig, Layer, Manifest } from './image.ts';
import { normalisePlatform } from './platform.ts';

const CONFIG = v.object({
  architecture: v.optional(v.string(), ''),
  os: v.optional(v.string(), ''),
  variant: v.nullish(v.string()),
  'os.version': v.nullish(v.string()),
  created: v.nullish(v.string()),
  config: v.nullish(v.object({ Labels: v.nullish(v.record(v.string(), v.string())) })),
  rootfs: v.object({ diff_ids: v.nullish(v.array(v.custom<Digest>(isDigest, 'not a digest'))) }),
  history: v.nullish(v.array(v.object({ created_by: v.nullish(v.string()), empty_layer: v.nullish(v.boolean()) }))),
});

/**
 * Reads an image's configuration. Throws `MANIFEST_INVALID`, or `NOT_AN_IMAGE` where there are no layers to speak of.
 * https://github.com/opencontainers/image-spec/blob/main/config.md
 */
export function parseConfig(bytes: Uint8Array): ImageConfig {
  const result = v.safeParse(CONFIG, parseJson(bytes));
  if (!result.success) {
    throw invalid(`${v.getDotPath(result.issues[0]) ?? 'the document'}: ${result.issues[0].message}`);
  }
  const { architecture, os, variant, 'os.version': osVersion, created, config, rootfs, history } = result.output;
  return {
    platform: normalisePlatform({
      os: os || 'linux',
      architecture: architecture || 'amd64',
      ...(variant ? { variant } : {}),
      ...(osVersion ? { osVersion } : {}),
    }),
    diffIDs: rootfs.diff_ids ?? [],
    history: (history ?? []).map(({ created_by, empty_layer }) => ({
      ...(created_by ? { createdBy: created_by } : {}),
      emptyLayer: empty_layer === true,
    })),
    ...(created ? { created } : {}),
    labels: config?.Labels ?? {},
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw invalid('it is not JSON');
  }
}

/** The layers of an image from its two documents. Throws `MANIFEST_INVALID` where they contradict each other. */
export function layersOf(manifest: Manifest, config: ImageConfig): readonly Layer[] {
  if (manifest.layers.length !== config.diffIDs.length) {
    throw invalid(`it tells of ${config.diffIDs.length} layers and the manifest of ${manifest.layers.length}`);
  }
  const instructions = config.history.filter((entry) => !entry.emptyLayer);
  // A history that does not fit the layers says nothing of any of them.
  const told = instructions.length === manifest.layers.length ? instructions : [];
  return manifest.layers.map((descriptor, index) => {
    const diffID = config.diffIDs[index];
    if (diffID === undefined) throw invalid(`it has no diffID for layer ${index + 1}`);
    const createdBy = told[index]?.createdBy;
    return { index, descriptor, diffID, ...(createdBy === undefined ? {} : { createdBy }) };
  });
}

function invalid(why: string): ScanError {
  return new ScanError('MANIFEST_INVALID', `The image's configuration cannot be used: ${why}.`, {
    hint: 'Push the image again with a current tool.',
  });
}
