import type { BlobSource } from '../model/blob.ts';
import type { Digest } from '../model/digest.ts';
import type { Descriptor, Ref } from '../model/image.ts';
import { compressionOf, LONGEST_MAGIC } from '../tar/decompress.ts';
import { Blobs } from './blobs.ts';
import { readCatalogue } from './catalogue.ts';
import { compressedVolume } from './compressed.ts';
import { listTar } from './contents.ts';
import { fileVolume, openFile, readAt } from './file.ts';
import { folderMembers, type Members, tarMembers } from './members.ts';
import { openOffer } from './offer.ts';
import { take, type Volume } from './passage.ts';
import { findPlace, unreadable } from './place.ts';
import { notAnArchive, notAnImageArchive, notAnImageFolder } from './unfit.ts';

/** An image, or several, on this machine, behind the same port as a registry's. */
export interface Archive extends AsyncDisposable {
  /** The file or the folder, without the name that may have been written after it. */
  readonly path: string;
  /** Which of the images in it was asked for. */
  readonly name: string | undefined;
  /**
   * The manifest or index of a name: of a digest in it, of a tag or a whole name, else of the only image that there is.
   * Throws `IMAGE_NOT_FOUND` or `USAGE` with the names that there are, `MANIFEST_INVALID` where a part is missing or damaged.
   */
  ref(name: { readonly tag?: string; readonly digest?: Digest }, signal: AbortSignal): Promise<Ref>;
  /** A blob that can be read. Reads nothing. */
  blob(descriptor: Descriptor): BlobSource;
}

/** Bytes by which a file that is no archive is told. */
const HEAD = 4096;

/**
 * Opens an image on disk: an OCI layout as a folder or a tar, what `docker save` and `podman save` write, and skopeo's `dir:`; a tar
 * may be compressed with gzip or zstd. It is read in place: nothing is unpacked, and nothing is written. `path:name` says which of
 * several images is meant. Throws `USAGE` where there is nothing to read and `NOT_AN_IMAGE` where it is something else.
 */
export async function openArchive(text: string, { signal }: { readonly signal: AbortSignal }): Promise<Archive> {
  const { path, stats, name } = await findPlace(text);
  const { members, unfit } = stats.isDirectory() ? await openFolder(path) : await openTar(path, stats.size, signal);
  try {
    const blobs = new Blobs(members);
    const catalogue = await readCatalogue(blobs, { path, signal });
    if (catalogue === undefined) throw unfit();
    return {
      path,
      name,
      ref: async ({ tag, digest }, refSignal) =>
        digest === undefined ? await openOffer(catalogue, tag ?? name, refSignal) : await blobs.ref(digest, refSignal),
      blob: (descriptor) => blobs.source(descriptor),
      [Symbol.asyncDispose]: () => members[Symbol.asyncDispose](),
    };
  } catch (error) {
    await members[Symbol.asyncDispose]();
    throw error;
  }
}

interface Opened {
  readonly members: Members;
  /** Says what it is instead, where it turns out not to hold an image. */
  readonly unfit: () => Error;
}

async function openFolder(path: string): Promise<Opened> {
  try {
    return { members: await folderMembers(path), unfit: () => notAnImageFolder(path) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function openTar(path: string, size: number, signal: AbortSignal): Promise<Opened> {
  const volume = await openVolume(path, size);
  try {
    const passage = await volume.open(0, signal);
    const contents = await listTar(passage, { size: volume.size, keep: volume.size === undefined, signal });
    passage.release();
    if (contents.size === 0) throw notAnArchive(path, await headOf(volume, signal));
    return { members: tarMembers(volume, contents), unfit: () => notAnImageArchive(path, contents.keys()) };
  } catch (error) {
    await volume[Symbol.asyncDispose]();
    throw error;
  }
}

async function openVolume(path: string, size: number): Promise<Volume> {
  const handle = await openFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const compression = compressionOf(await readAt(handle, 0, LONGEST_MAGIC));
    return compression === undefined ? fileVolume(handle, size) : compressedVolume(handle, compression);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function headOf(volume: Volume, signal: AbortSignal): Promise<Buffer> {
  const passage = await volume.open(0, signal);
  try {
    return await take(passage, HEAD);
  } finally {
    passage.release();
  }
}
