import type { BlobSink, BlobSource } from './model/blob.ts';
import { choosePlatform } from './model/choice.ts';
import { layersOf, parseConfig } from './model/config.ts';
import { ScanError } from './model/errors.ts';
import type { Descriptor, Image, Manifest, Ref } from './model/image.ts';
import type { Digest } from './model/digest.ts';
import type { Platform } from './model/platform.ts';
import { formatPlatform, platformDistance } from './model/platform.ts';

/** Where an image comes from: a registry today. Content is addressed by digest; only the first name may be a tag. */
export interface ImageSource {
  ref(name: { readonly tag?: string; readonly digest?: Digest }, signal: AbortSignal): Promise<Ref>;
  blob(descriptor: Descriptor): BlobSource;
}

/** Moves a blob into a sink; it proves size and digest before it ends the sink. */
export type MoveBlob = <Result>(source: BlobSource, begin: () => BlobSink<Result>, signal: AbortSignal) => Promise<Result>;

export interface OpenOptions {
  readonly source: ImageSource;
  readonly name: { readonly tag?: string; readonly digest?: Digest };
  readonly wanted: Platform | undefined;
  readonly runner: Platform;
  readonly moveBlob: MoveBlob;
  readonly signal: AbortSignal;
}

const LARGEST_CONFIG = 16 * 1024 * 1024;
/** Indexes in indexes are legal; this many levels have never been seen. */
const DEEPEST_INDEX = 3;

/** Finds the one image that is meant, and reads everything about it that is not a layer. */
export async function openImage(options: OpenOptions): Promise<Image> {
  const { source, name, wanted, moveBlob, signal } = options;
  const resolved = await source.ref(name, signal);
  const manifest = await descend(resolved, options);
  if (manifest.config.size > LARGEST_CONFIG) {
    throw new ScanError('LIMIT_EXCEEDED', `The image's configuration is ${manifest.config.size} bytes large.`);
  }
  const config = parseConfig(await moveBlob(source.blob(manifest.config), collectBytes, signal));
  const layers = layersOf(manifest, config);
  const { platform } = config;
  // An image of its own, without an index, is of the platform that its configuration tells.
  if (wanted !== undefined && platformDistance(wanted, platform) === undefined) {
    throw new ScanError(
      'PLATFORM_NOT_FOUND',
      `The image is made for ${formatPlatform(platform)} and not for ${formatPlatform(wanted)}.`,
      {
        hint: 'Leave platform out to scan it as it is.',
      },
    );
  }
  return { digest: manifest.digest, resolvedDigest: resolved.digest, platform, config, layers };
}

async function descend(top: Ref, { source, wanted, runner, signal }: OpenOptions): Promise<Manifest> {
  let ref = top;
  for (let depth = 0; ref.kind === 'index'; depth += 1) {
    if (depth === DEEPEST_INDEX) throw new ScanError('MANIFEST_INVALID', `The index ${top.digest} nests too deep.`);
    ref = await source.ref({ digest: choosePlatform(ref, wanted, runner).digest }, signal);
  }
  return ref;
}

/** A sink that keeps a small blob. */
function collectBytes(): BlobSink<Buffer> {
  const chunks: Uint8Array[] = [];
  return {
    write: (chunk) => void chunks.push(chunk),
    end: () => Promise.resolve(Buffer.concat(chunks)),
    abort: () => void chunks.splice(0),
  };
}
