import * as v from 'valibot';
import type { MoveBlob } from './image.ts';
import type { BlobSink } from './model/blob.ts';
import { DESCRIPTOR, toDescriptor } from './model/descriptor.ts';
import { type Digest, isDigest } from './model/digest.ts';
import { parseDocument, validate } from './model/document.ts';
import { errorLine } from './model/errors.ts';
import type { Descriptor } from './model/image.ts';
import type { Log } from './model/log.ts';
import { apiHost, type Reference } from './model/reference.ts';
import type { RegistryClient } from './registry/client.ts';
import { download } from './registry/download.ts';
import { createMeter } from './registry/meter.ts';
import { openRepository, type TargetOptions } from './target.ts';

/** A document that somebody attached to an image in its registry: a statement of how it was built, or of what does not affect it. */
export interface Attachment {
  /** The digest of the document. */
  readonly source: string;
  readonly text: string;
}

/** The digests under which an image may have been spoken of: its index's and its own. */
export interface Spoken {
  readonly digest: Digest;
  readonly manifestDigest: Digest;
}

interface AttachedPorts {
  readonly moveBlob: MoveBlob;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Bytes of one document, and how many of them are read. A statement with the build's sources in it has some hundred thousand. */
const LARGEST = 16 * 1024 * 1024;
const MOST = 50;

const INDEX = v.object({ manifests: v.array(DESCRIPTOR) });
const MANIFEST = v.object({ layers: v.nullish(v.array(DESCRIPTOR), []) });

/** What statements are kept as: in-toto, alone or in an envelope, or VEX itself. */
const STATEMENT = /in-toto|dsse|sigstore\.bundle|vex/i;

/**
 * Reads what is attached to an image: by its builder in the index (https://docs.docker.com/build/metadata/attestations/attestation-storage/),
 * by whoever referred to it, and by cosign under a tag. Signatures are not looked at. What cannot be had is left out with a notice.
 */
export async function attachedTo(
  image: Spoken,
  repository: RegistryClient,
  ports: AttachedPorts,
): Promise<readonly Attachment[]> {
  const found = new Map<string, Descriptor>();
  for (const list of [builderManifests, referringManifests, cosignManifests]) {
    try {
      for (const bytes of await list(image, repository, ports.signal)) {
        for (const layer of statementsIn(bytes)) found.set(layer.digest, layer);
      }
    } catch (error) {
      ports.signal.throwIfAborted();
      ports.log.notice(`Not all that is attached to the image could be read: ${errorLine(error)}`);
    }
  }
  const attachments: Attachment[] = [];
  for (const layer of [...found.values()].slice(0, MOST)) attachments.push(await read(layer, repository, ports));
  return attachments;
}

function statementsIn(manifest: Buffer): readonly Descriptor[] {
  const layers = validate(MANIFEST, parseDocument(manifest.toString('utf8'))).layers.map(toDescriptor);
  return layers.filter(({ mediaType, size = 0 }) => STATEMENT.test(mediaType) && size <= LARGEST);
}

/** The same, by a repository that is opened for it. */
export async function readAttached(
  image: Spoken,
  reference: Reference,
  { signal, ...opening }: TargetOptions & { readonly signal: AbortSignal },
): Promise<readonly Attachment[]> {
  const { connections, clock, log } = opening;
  const get = connections.getFrom(apiHost(reference.registry));
  const moveBlob: MoveBlob = (blob, begin, stop) => download(blob, begin, { get, clock, meter: createMeter(), signal: stop });
  return await attachedTo(image, openRepository(reference, opening), { moveBlob, log, signal });
}

async function read(layer: Descriptor, repository: RegistryClient, { moveBlob, signal }: AttachedPorts): Promise<Attachment> {
  const bytes = await moveBlob(repository.blob(layer), collectBytes, signal);
  return { source: layer.digest, text: bytes.toString('utf8') };
}

/** What the builder put into the index beside the image. */
async function builderManifests(image: Spoken, repository: RegistryClient, signal: AbortSignal): Promise<readonly Buffer[]> {
  if (image.digest === image.manifestDigest) return [];
  const index = await repository.document({ digest: image.digest }, signal);
  const about = manifestsIn(index).filter(
    ({ annotations = {} }) =>
      annotations['vnd.docker.reference.type'] === 'attestation-manifest' &&
      annotations['vnd.docker.reference.digest'] === image.manifestDigest,
  );
  return await documents(about, repository, signal);
}

async function referringManifests(image: Spoken, repository: RegistryClient, signal: AbortSignal): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const digest of new Set([image.manifestDigest, image.digest])) {
    const index = await repository.referrers(digest, signal);
    if (index !== undefined) found.push(...(await documents(manifestsIn(index).slice(0, MOST), repository, signal)));
  }
  return found;
}

async function cosignManifests(image: Spoken, repository: RegistryClient, signal: AbortSignal): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const digest of new Set([image.manifestDigest, image.digest])) {
    // Nearly no image has one, so that there is none is no news.
    const bytes = await repository.document({ tag: `${digest.replace(':', '-')}.att` }, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (bytes !== undefined) found.push(bytes);
  }
  return found;
}

function manifestsIn(index: Buffer): readonly Descriptor[] {
  return validate(INDEX, parseDocument(index.toString('utf8'))).manifests.map(toDescriptor);
}

async function documents(
  manifests: readonly Descriptor[],
  repository: RegistryClient,
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const { digest } of manifests) if (isDigest(digest)) found.push(await repository.document({ digest }, signal));
  return found;
}

function collectBytes(): BlobSink<Buffer> {
  const chunks: Uint8Array[] = [];
  return {
    write: (chunk) => void chunks.push(Uint8Array.prototype.slice.call(chunk)),
    end: () => Promise.resolve(Buffer.concat(chunks)),
    abort: () => void chunks.splice(0),
  };
}
