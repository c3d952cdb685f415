import * as v from 'valibot';
import { type Digest, isDigest } from './digest.ts';
import { ScanError } from './errors.ts';
import type { Descriptor, Ref } from './image.ts';

export const MEDIA_TYPES = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
} as const;

const INDEX_TYPES: ReadonlySet<string> = new Set([MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerList]);
const MANIFEST_TYPES: ReadonlySet<string> = new Set([MEDIA_TYPES.ociManifest, MEDIA_TYPES.dockerManifest]);
/** Configurations that make a manifest an image; the generic ones are what careless writers leave. */
const IMAGE_CONFIG =
  /^(?:application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json|application\/(?:octet-stream|json)|text\/html|)$/;
const MOST_ENTRIES = 1000;

const DIGEST = v.custom<Digest>(isDigest, 'a digest is missing or malformed');
const SIZE = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const PLATFORM = v.object({
  os: v.string(),
  architecture: v.string(),
  variant: v.optional(v.string()),
  'os.version': v.optional(v.string()),
});
const DESCRIPTOR = v.object({
  mediaType: v.optional(v.string(), ''),
  digest: DIGEST,
  size: SIZE,
  platform: v.nullish(PLATFORM),
  annotations: v.nullish(v.record(v.string(), v.string())),
  artifactType: v.nullish(v.string()),
});
const MANIFEST = v.object({ config: DESCRIPTOR, layers: v.pipe(v.array(DESCRIPTOR), v.maxLength(MOST_ENTRIES)) });
const INDEX = v.object({ manifests: v.pipe(v.array(DESCRIPTOR), v.maxLength(MOST_ENTRIES)) });

/**
 * Reads a manifest or an index. What it is, is decided by its own `mediaType`, then by the header, then by its shape;
 * a document that is two things at once is refused. Throws `MANIFEST_INVALID` or `NOT_AN_IMAGE`.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export function parseRef(bytes: Uint8Array, digest: Digest, contentType: string | undefined): Ref {
  const document = parseObject(bytes, digest);
  const mediaType = typeof document['mediaType'] === 'string' ? document['mediaType'] : bareType(contentType);
  const shape = shapeOf(document, digest);
  if (shape === 'index') {
    if (MANIFEST_TYPES.has(mediaType)) throw invalid(digest, `it calls itself ${mediaType} and lists manifests`);
    const { manifests } = validate(INDEX, document, digest);
    return { kind: 'index', digest, mediaType, manifests: manifests.map(toDescriptor) };
  }
  if (INDEX_TYPES.has(mediaType)) throw invalid(digest, `it calls itself ${mediaType} and lists layers`);
  const { config, layers } = validate(MANIFEST, document, digest);
  const artifactType = document['artifactType'];
  if (!IMAGE_CONFIG.test(config.mediaType)) throw notAnImage(typeof artifactType === 'string' ? artifactType : config.mediaType);
  // Many attestations and signatures have the configuration of an image; what they are shows in their layers.
  const [first] = layers;
  if (first !== undefined && layers.every((layer) => artifactKind(layer.mediaType) !== undefined))
    throw notAnImage(first.mediaType);
  return { kind: 'manifest', digest, mediaType, config: toDescriptor(config), layers: layers.map(toDescriptor) };
}

function parseObject(bytes: Uint8Array, digest: Digest): Readonly<Record<string, unknown>> {
  try {
    return v.parse(v.record(v.string(), v.unknown()), JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    throw invalid(digest, 'it is not a JSON object', error);
  }
}

/** `application/x+json; charset=utf-8` without its parameters. */
function bareType(contentType: string | undefined): string {
  return (contentType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
}

function shapeOf(document: Readonly<Record<string, unknown>>, digest: Digest): 'index' | 'manifest' {
  const isIndex = document['manifests'] !== undefined;
  const isManifest = document['layers'] !== undefined || document['config'] !== undefined;
  if (document['fsLayers'] !== undefined) {
    if (isIndex || isManifest) throw invalid(digest, 'it is ambiguous: two kinds of manifest in one');
    throw invalid(digest, 'it is in the first Docker format (schema 1), which is not read');
  }
  // One document that two clients read differently can hide an image: CVE-2021-41190.
  if (isIndex && isManifest) throw invalid(digest, 'it is ambiguous: an index and a manifest in one');
  if (!isIndex && !isManifest) throw invalid(digest, 'it is neither an image nor an index');
  return isIndex ? 'index' : 'manifest';
}

function validate<Schema extends v.GenericSchema>(schema: Schema, document: unknown, digest: Digest): v.InferOutput<Schema> {
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(digest, `${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`);
}

function toDescriptor(entry: v.InferOutput<typeof DESCRIPTOR>): Descriptor {
  const { mediaType, digest, size, platform, annotations, artifactType } = entry;
  return {
    mediaType,
    digest,
    size,
    ...(platform ? { platform: toPlatform(platform) } : {}),
    ...(annotations ? { annotations } : {}),
    ...(artifactType ? { artifactType } : {}),
  };
}

function toPlatform(platform: v.InferOutput<typeof PLATFORM>) {
  const { os, architecture, variant, 'os.version': osVersion } = platform;
  return { os, architecture, ...(variant ? { variant } : {}), ...(osVersion ? { osVersion } : {}) };
}

function invalid(digest: Digest, why: string, cause?: unknown): ScanError {
  return new ScanError('MANIFEST_INVALID', `The manifest ${digest} cannot be used: ${why}.`, {
    hint: 'Push the image again with a current tool.',
    cause,
  });
}

/** The error for content that is stored in a registry and is no container image. */
export function notAnImage(type: string): ScanError {
  const kind = artifactKind(type) ?? `an artifact of type ${type}`;
  return new ScanError('NOT_AN_IMAGE', `This is not a container image but ${kind}.`, {
    hint: 'Name the image that it describes or uses.',
  });
}

function artifactKind(type: string): string | undefined {
  return ARTIFACTS.find(([pattern]) => pattern.test(type))?.[1];
}

const ARTIFACTS: readonly (readonly [RegExp, string])[] = [
  [/helm/, 'a Helm chart'],
  [/in-toto|attestation|dsse|slsa/, 'an attestation'],
  [/cosign|notary|signature|sigstore/, 'a signature'],
  [/spdx|cyclonedx|sbom|syft/, 'a bill of materials'],
  [/plugin/, 'a Docker plugin'],
  [/\.ai\.|model/, 'a model'],
  [/wasm/, 'a WebAssembly module'],
];
