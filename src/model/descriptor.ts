import * as v from 'valibot';
import { type Digest, isDigest } from './digest.ts';
import type { Descriptor } from './image.ts';
import { bareType } from './media-type.ts';
import type { Platform } from './platform.ts';

const PLATFORM = v.object({
  os: v.optional(v.string(), ''),
  architecture: v.optional(v.string(), ''),
  variant: v.nullish(v.string()),
  'os.version': v.nullish(v.string()),
  'os.features': v.nullish(v.array(v.string())),
});

/** A descriptor as it is written: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#properties */
export const DESCRIPTOR = v.object({
  mediaType: v.optional(v.string(), ''),
  digest: v.custom<Digest>(isDigest, 'a digest is missing or malformed'),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  platform: v.nullish(PLATFORM),
  annotations: v.nullish(v.record(v.string(), v.string())),
  artifactType: v.nullish(v.string()),
  data: v.nullish(v.string()),
  urls: v.nullish(v.array(v.string())),
});

/** The descriptor without what is empty in it. */
export function toDescriptor(entry: v.InferOutput<typeof DESCRIPTOR>): Descriptor {
  const { mediaType, digest, size, annotations, artifactType, data, urls } = entry;
  const platform = toPlatform(entry.platform);
  return {
    mediaType: bareType(mediaType),
    digest,
    size,
    ...(platform === undefined ? {} : { platform }),
    ...(annotations ? { annotations } : {}),
    ...(artifactType ? { artifactType: bareType(artifactType) } : {}),
    ...(typeof data === 'string' ? { data } : {}),
    ...(urls && urls.length > 0 ? { urls } : {}),
  };
}

/** A platform that names neither system nor machine is none. */
function toPlatform(platform: v.InferOutput<typeof DESCRIPTOR>['platform']): Platform | undefined {
  if (!platform || (platform.os === '' && platform.architecture === '')) return undefined;
  const { os, architecture, variant, 'os.version': osVersion, 'os.features': osFeatures } = platform;
  return {
    os,
    architecture,
    ...(variant ? { variant } : {}),
    ...(osVersion ? { osVersion } : {}),
    ...(osFeatures && osFeatures.length > 0 ? { osFeatures } : {}),
  };
}
