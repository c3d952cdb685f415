import { descend, type Leaf } from './descent.ts';
import type { BlobSink, BlobSource } from './model/blob.ts';
import { layersOf, parseConfig } from './model/config.ts';
import type { Digest } from './model/digest.ts';
import { ScanError } from './model/errors.ts';
import type { Descriptor, Image, ImageConfig, Manifest, Ref, Schema1Manifest } from './model/image.ts';
import { describePlatform, type Platform, platformDistance } from './model/platform.ts';

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

/** Bytes. */
const LARGEST_CONFIG = 16 * 1024 * 1024;

/** Finds the one image that is meant, and reads everything about it that is not a layer. */
export async function openImage(options: OpenOptions): Promise<Image> {
  const { source, name, wanted, runner, signal } = options;
  const resolved = await source.ref(name, signal);
  const readConfig = async (manifest: Leaf['manifest']): Promise<ImageConfig> => await configOf(manifest, options);
  const leaf: Leaf =
    resolved.kind === 'index'
      ? await descend(resolved, {
          wanted,
          runner,
          ref: async (digest) => await source.ref({ digest }, signal),
          config: readConfig,
        })
      : { manifest: resolved };
  const { manifest } = leaf;
  const config = leaf.config ?? (await readConfig(manifest));
  const { platform } = config;
  // What an index says of its images holds; an image of its own, without an index, is what its configuration tells.
  if (resolved.kind !== 'index' && wanted !== undefined && platformDistance(wanted, platform) === undefined) {
    throw new ScanError(
      'PLATFORM_NOT_FOUND',
      `The image is made for ${describePlatform(platform)} and not for ${describePlatform(wanted)}.`,
      { hint: 'Leave platform out to scan it as it is.' },
    );
  }
  return { digest: manifest.digest, resolvedDigest: resolved.digest, platform, config, layers: layersOf(manifest, config) };
}

/** The first Docker format has its configuration in the manifest; everywhere else it is a blob. */
async function configOf(manifest: Manifest | Schema1Manifest, { source, moveBlob, signal }: OpenOptions): Promise<ImageConfig> {
  if (manifest.kind === 'schema1') return manifest.config;
  const { size = 0 } = manifest.config;
  if (size > LARGEST_CONFIG) throw new ScanError('LIMIT_EXCEEDED', `The image's configuration is ${size} bytes large.`);
  return parseConfig(await moveBlob(source.blob(manifest.config), collectBytes, signal));
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
