/** The documents that a registry may answer to a reference with. */
export const MEDIA_TYPES = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  schema1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  schema1: 'application/vnd.docker.distribution.manifest.v1+json',
} as const;

export type DocumentKind = 'index' | 'manifest' | 'schema1';

const KINDS: ReadonlyMap<string, DocumentKind> = new Map([
  [MEDIA_TYPES.ociIndex, 'index'],
  [MEDIA_TYPES.dockerList, 'index'],
  [MEDIA_TYPES.ociManifest, 'manifest'],
  [MEDIA_TYPES.dockerManifest, 'manifest'],
  [MEDIA_TYPES.schema1Signed, 'schema1'],
  [MEDIA_TYPES.schema1, 'schema1'],
]);

/** What servers send for anything that is text: it says nothing of the document. */
const GENERIC = /^(?:application\/(?:json|octet-stream)|binary\/octet-stream|text\/[a-z]+)?$/;

/** `Application/X+JSON; charset=utf-8` in lower case, without its parameters. */
export function bareType(mediaType: string | undefined): string {
  return (mediaType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
}

/** What a bare media type says a document is; undefined where it is none of those that are known. */
export function kindOf(mediaType: string): DocumentKind | undefined {
  return KINDS.get(mediaType);
}

/** Whether a bare media type says nothing about the document. */
export function isGeneric(mediaType: string): boolean {
  return GENERIC.test(mediaType);
}
