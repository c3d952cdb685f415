import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** A pointer to content: https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** One layer of an image, from both documents that describe it. It can be fetched; it has not been. */
export interface Layer {
  /** 0 is the lowest. */
  readonly index: number;
  readonly descriptor: Descriptor;
  /** The digest of the layer's uncompressed tar. */
  readonly diffID: Digest;
  /** The instruction that made the layer, from the image's history. */
  readonly createdBy?: string;
}

export interface ImageConfig {
  readonly platform: Platform;
  readonly diffIDs: readonly Digest[];
  readonly history: readonly HistoryEntry[];
  /** RFC 3339. */
  readonly created?: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface HistoryEntry {
  readonly createdBy?: string;
  readonly emptyLayer: boolean;
}

/** An image manifest, its digest computed from its bytes. */
export interface Manifest {
  readonly kind: 'manifest';
  readonly digest: Digest;
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** A list of images for several platforms, its digest computed from its bytes. */
export interface Index {
  readonly kind: 'index';
  readonly digest: Digest;
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
}

/** What a registry answers to a reference. */
export type Ref = Manifest | Index;

/** An image that is ready to be scanned: one platform, its configuration read, its layers described. */
export interface Image {
  /** The manifest's digest, computed. */
  readonly digest: Digest;
  /** The digest that the reference led to: the index's, where there is one. */
  readonly resolvedDigest: Digest;
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
}
