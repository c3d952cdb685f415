import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Digest } from '../../src/model/digest.ts';
import { MEDIA_TYPES } from '../../src/model/manifest.ts';
import { makeTar, type TarEntry } from './tar.ts';

export interface MadeBlob {
  readonly digest: Digest;
  readonly bytes: Buffer;
}

export interface MadeImage {
  readonly manifest: MadeBlob & { readonly mediaType: string };
  readonly config: MadeBlob;
  readonly layers: readonly MadeBlob[];
}

export interface ImageOptions {
  readonly compression?: 'gzip' | 'zstd' | 'none';
  readonly docker?: boolean;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  /** Replaces fields of the configuration: for images that contradict themselves. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function blob(bytes: Buffer): MadeBlob {
  return { digest: digestOf(bytes), bytes };
}

const COMPRESS = {
  gzip: (tar: Buffer) => gzipSync(tar),
  zstd: (tar: Buffer) => zstdCompressSync(tar),
  none: (tar: Buffer) => tar,
};
const SUFFIX = { gzip: '+gzip', zstd: '+zstd', none: '' };

/** An image of whole tars, lowest layer first. */
export function makeImage(tars: readonly Buffer[], options: ImageOptions = {}): MadeImage {
  const { compression = 'gzip', docker = false, platform = { os: 'linux', architecture: 'amd64' } } = options;
  const layers = tars.map((tar) => blob(COMPRESS[compression](tar)));
  const config = blob(
    json({
      ...platform,
      config: {},
      rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
      history: tars.map((_, index) => ({ created_by: `RUN step ${index + 1}` })),
      ...options.config,
    }),
  );
  const mediaType = docker ? MEDIA_TYPES.dockerManifest : MEDIA_TYPES.ociManifest;
  const layerType = docker
    ? 'application/vnd.docker.image.rootfs.diff.tar.gzip'
    : `application/vnd.oci.image.layer.v1.tar${SUFFIX[compression]}`;
  const configType = docker ? 'application/vnd.docker.container.image.v1+json' : 'application/vnd.oci.image.config.v1+json';
  const manifest = blob(
    json({
      schemaVersion: 2,
      mediaType,
      config: describe(config, configType),
      layers: layers.map((layer) => describe(layer, layerType)),
    }),
  );
  return { manifest: { ...manifest, mediaType }, config, layers };
}

/** An image of made files, a list a layer. */
export function makeImageOf(layers: readonly (readonly TarEntry[])[], options: ImageOptions = {}): MadeImage {
  return makeImage(layers.map(makeTar), options);
}

export interface IndexEntry {
  readonly image: Pick<MadeImage, 'manifest'>;
  readonly platform?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function makeIndex(
  entries: readonly IndexEntry[],
  mediaType: string = MEDIA_TYPES.ociIndex,
): MadeBlob & { readonly mediaType: string } {
  const manifests = entries.map(({ image, platform, annotations }) => ({
    ...describe(image.manifest, image.manifest.mediaType),
    platform,
    annotations,
  }));
  return { ...blob(json({ schemaVersion: 2, mediaType, manifests })), mediaType };
}

export function describe({ digest, bytes }: MadeBlob, mediaType: string) {
  return { mediaType, digest, size: bytes.length };
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
