import * as v from 'valibot';
import { type Digest, isDigest } from './digest.ts';
import { type Document, parseDocument, Unreadable, validate } from './document.ts';
import type { Descriptor, HistoryEntry, ImageConfig, Schema1Manifest } from './image.ts';
import { normalisePlatform } from './platform.ts';

const MOST_LAYERS = 1000;
const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

const MANIFEST = v.object({
  schemaVersion: v.literal(1, 'the schemaVersion is not 1'),
  architecture: v.nullish(v.string()),
  fsLayers: v.pipe(
    v.array(v.object({ blobSum: v.custom<Digest>(isDigest, 'a digest is missing or malformed') })),
    v.maxLength(MOST_LAYERS),
  ),
  history: v.pipe(v.array(v.object({ v1Compatibility: v.string() })), v.maxLength(MOST_LAYERS)),
});

const V1_IMAGE = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-f0-9]{64}$/, 'an id is not 64 hexadecimal digits')),
  parent: v.nullish(v.string(), ''),
  created: v.nullish(v.string()),
  os: v.nullish(v.string()),
  'os.version': v.nullish(v.string()),
  architecture: v.nullish(v.string()),
  throwaway: v.nullish(v.boolean()),
  container_config: v.nullish(v.object({ Cmd: v.nullish(v.array(v.string())) })),
  config: v.nullish(v.object({ Labels: v.nullish(v.record(v.string(), v.string())) })),
});

/** One step of the image's making: https://github.com/moby/docker-image-spec/blob/main/v1.md */
interface Step {
  readonly image: v.InferOutput<typeof V1_IMAGE>;
  readonly blobSum: Digest;
}

/**
 * Reads Docker's first format, which lists the newest layer first and has its configuration scattered over its history.
 * Throws `Unreadable` where the steps do not form one chain.
 * https://distribution.github.io/distribution/spec/deprecated-schema-v1/
 */
export function parseSchema1(document: Document): Pick<Schema1Manifest, 'config' | 'layers'> {
  const { architecture, fsLayers, history } = validate(MANIFEST, document);
  if (fsLayers.length !== history.length) {
    throw new Unreadable(`it lists ${fsLayers.length} layers and ${history.length} steps of history`);
  }
  const newestFirst = history.map(({ v1Compatibility }, index): Step => {
    const blobSum = fsLayers[index]?.blobSum;
    if (blobSum === undefined) throw new Unreadable(`it has no layer for step ${index + 1}`);
    return { image: validate(V1_IMAGE, parseDocument(v1Compatibility)), blobSum };
  });
  const chain = chainOf(newestFirst);
  const [newest] = chain;
  if (newest === undefined) throw new Unreadable('there are no layers');
  const steps = chain.toReversed();
  const config = { ...configOf(newest, architecture), history: steps.map(entryOf) };
  return { config, layers: steps.filter(holdsFiles).map(layerOf) };
}

/** The steps without repetitions, proven to be each other's parents. */
function chainOf(newestFirst: readonly Step[]): readonly Step[] {
  // Old versions of Docker wrote a step twice in a row; the lower one counts.
  const steps = newestFirst.filter(({ image }, index) => image.id !== newestFirst[index + 1]?.image.id);
  if (new Set(steps.map(({ image }) => image.id)).size !== steps.length) throw new Unreadable('a step stands in it twice');
  for (const [index, { image }] of steps.entries()) {
    const below = steps[index + 1]?.image;
    if (below === undefined) {
      // Below an image for Windows lie layers that Microsoft alone may hand out.
      if (image.parent !== '' && steps[0]?.image.os?.toLowerCase() !== 'windows') {
        throw new Unreadable('its lowest layer has a parent that it does not list');
      }
    } else if (image.parent !== below.id) {
      throw new Unreadable(`layer ${steps.length - index} does not lie on the layer below it`);
    }
  }
  return steps;
}

/** A step that changed no files is marked; its layer is an empty one. */
function holdsFiles({ image }: Step): boolean {
  return image.throwaway !== true;
}

function layerOf({ blobSum }: Step): Descriptor {
  return { mediaType: LAYER_TYPE, digest: blobSum, size: undefined };
}

/** The newest step describes the whole image, but for its history. */
function configOf({ image }: Step, architecture: string | null | undefined): Omit<ImageConfig, 'history'> {
  const { os, 'os.version': osVersion, created, config } = image;
  return {
    platform: normalisePlatform({
      os: os || 'linux',
      architecture: image.architecture || architecture || 'amd64',
      ...(osVersion ? { osVersion } : {}),
    }),
    diffIDs: undefined,
    ...(created ? { created } : {}),
    labels: config?.Labels ?? {},
  };
}

function entryOf(step: Step): HistoryEntry {
  const createdBy = step.image.container_config?.Cmd?.join(' ') ?? '';
  return { ...(createdBy === '' ? {} : { createdBy }), emptyLayer: !holdsFiles(step) };
}
