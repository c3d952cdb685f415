import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** A pointer to content: https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. Undefined where no document tells, as in Docker's first format: then the digest alone proves the content. */
  readonly size: number | undefined;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  /** The content itself in base64, as its author put it there. Not proven: see `inlineBytes`. */
  readonly data?: string;
  /** Where the content is kept beside the registry. Nothing is ever fetched from there. */
  readonly urls?: readonly string[];
}

/** One layer of an image, from both documents that describe it. It can be fetched; it has not been. */
export interface Layer {
  /** 0 is the lowest. */
  readonly index: number;
  readonly descriptor: Descriptor;
  /** The digest of the layer's uncompressed tar. Undefined where no document tells; whoever reads the layer computes it. */
  readonly diffID: Digest | undefined;
  /** The instruction that made the layer, from the image's history. */
  readonly createdBy?: string;
}

export interface ImageConfig {
  readonly platform: Platform;
  /** Lowest layer first. Undefined where the format has none: what the layers unfold to can then not be held against anything. */
  readonly diffIDs: readonly Digest[] | undefined;
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

/**
 * An image in Docker's first format, schema 1: manifest and configuration in one, with neither sizes nor diffIDs.
 * https://distribution.github.io/distribution/spec/deprecated-schema-v1/
 */
export interface Schema1Manifest {
  readonly kind: 'schema1';
  /** Of the signed payload, where it is signed. */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly config: ImageConfig;
  /** Lowest first, as in the other formats. */
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
export type Ref = Manifest | Schema1Manifest | Index;

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

/** A layer after it was read, or was found to be kept elsewhere: what the documents may leave open is known now. */
export interface ReadLayer extends Layer {
  readonly diffID: Digest;
  /** Compressed bytes. */
  readonly size: number;
}

/** An image whose layers were read. */
export interface ReadImage extends Image {
  readonly layers: readonly ReadLayer[];
}
