import * as v from 'valibot';
import { artifactKind, isImageType, notAnImage } from './artifact.ts';
import { DESCRIPTOR, toDescriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { type Document, parseDocument, Unreadable, validate } from './document.ts';
import { ScanError } from './errors.ts';
import type { Ref } from './image.ts';
import { bareType, type DocumentKind, isGeneric, kindOf } from './media-type.ts';
import { parseSchema1 } from './schema1.ts';

export { MEDIA_TYPES } from './media-type.ts';

const MOST_ENTRIES = 1000;
const MANIFEST = v.object({ config: DESCRIPTOR, layers: v.pipe(v.array(DESCRIPTOR), v.maxLength(MOST_ENTRIES)) });
const INDEX = v.object({ manifests: v.pipe(v.array(DESCRIPTOR), v.maxLength(MOST_ENTRIES)) });

/**
 * Reads a manifest or an index. What it is, is decided by its shape, which its own `mediaType` and the header must not
 * contradict; a document that is two things at once is refused, because two clients would see two images in it.
 * A signed document of Docker's first format comes here as its payload: see `payloadOf`.
 * Throws `MANIFEST_INVALID` or `NOT_AN_IMAGE`. https://github.com/opencontainers/image-spec/blob/main/manifest.md
 */
export function parseRef(bytes: Uint8Array, digest: Digest, contentType: string | undefined): Ref {
  try {
    const document = parseDocument(Buffer.from(bytes).toString('utf8'));
    const kind = shapeOf(document);
    const mediaType = typeOf(document, kind, contentType);
    if (kind === 'schema1') return { kind, digest, mediaType, ...parseSchema1(document) };
    if (kind === 'index') {
      const { manifests } = validate(INDEX, document);
      return { kind, digest, mediaType, manifests: manifests.map(toDescriptor) };
    }
    const { config, layers } = validate(MANIFEST, document);
    const manifest = { kind, digest, mediaType, config: toDescriptor(config), layers: layers.map(toDescriptor) };
    refuseArtifact(document, manifest.config.mediaType, manifest.layers);
    return manifest;
  } catch (error) {
    if (error instanceof Unreadable) throw invalid(digest, error);
    throw error;
  }
}

/** What a document's fields make it. One that two clients read differently can hide an image: CVE-2021-41190. */
function shapeOf(document: Document): DocumentKind {
  const has = (...names: readonly string[]): boolean =>
    names.some((name) => document[name] !== undefined && document[name] !== null);
  const shapes: readonly (readonly [DocumentKind, boolean])[] = [
    ['index', has('manifests')],
    ['manifest', has('layers', 'config')],
    ['schema1', has('fsLayers')],
  ];
  const [shape, other] = shapes.filter(([, is]) => is).map(([kind]) => kind);
  if (shape !== undefined && other !== undefined)
    throw new Unreadable(`it is ambiguous: ${NAMES[shape]} and ${NAMES[other]} in one`);
  if (shape !== undefined) return shape;
  const { artifactType } = document;
  if (typeof artifactType === 'string' && artifactType !== '') throw notAnImage(bareType(artifactType));
  throw new Unreadable('it is neither an image nor an index');
}

const NAMES = { index: 'an index', manifest: 'a manifest', schema1: 'a manifest of the first Docker format' } as const;

/** The document's own type where it is known, else the header's. Both have to agree with what the document holds. */
function typeOf(document: Document, kind: DocumentKind, contentType: string | undefined): string {
  const own = typeof document['mediaType'] === 'string' ? bareType(document['mediaType']) : '';
  const header = bareType(contentType);
  for (const [who, type] of [
    ['it calls itself', own],
    ['the server calls it', header],
  ] as const) {
    const claimed = kindOf(type);
    if (claimed !== undefined && claimed !== kind) throw new Unreadable(`${who} ${type} and it is ${NAMES[kind]}`);
  }
  if (kindOf(own) !== undefined) return own;
  // A type that is neither known nor empty talk is another kind of content that happens to look like this one.
  if (!isGeneric(own)) throw notAnImage(own);
  return kindOf(header) === undefined ? own : header;
}

function refuseArtifact({ artifactType }: Document, configType: string, layers: readonly { readonly mediaType: string }[]): void {
  const declared = typeof artifactType === 'string' ? bareType(artifactType) : '';
  if (!isImageType(declared)) throw notAnImage(declared);
  if (!isImageType(configType)) throw notAnImage(configType);
  // Many attestations and signatures have the configuration of an image; what they are shows in their layers.
  const [first] = layers;
  if (first !== undefined && layers.every(({ mediaType }) => artifactKind(mediaType) !== undefined))
    throw notAnImage(first.mediaType);
}

function invalid(digest: Digest, { message, cause }: Unreadable): ScanError {
  return new ScanError('MANIFEST_INVALID', `The manifest ${digest} cannot be used: ${message}.`, {
    hint: 'Push the image again with a current tool.',
    cause,
  });
}
