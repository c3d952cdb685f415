import { createCipheriv } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openArchive } from '../../src/archive/open.ts';
import { type ImageSource, openImage } from '../../src/image.ts';
import { type ImageInventory, overlay } from '../../src/layer/overlay.ts';
import { readLayer } from '../../src/layer/read.ts';
import type { Image } from '../../src/model/image.ts';
import type { Reader } from '../../src/model/inventory.ts';
import type { Platform } from '../../src/model/platform.ts';
import { download } from '../../src/registry/download.ts';
import { type Fetching, fetching } from './fetching.ts';
import { describe, json, type MadeBlob, type MadeImage, makeImageOf } from './images.ts';
import { lineReader } from './layers.ts';
import { startRegistry } from './registry.ts';
import { makeTar, type TarEntry } from './tar.ts';

/** Where a digest lies in an OCI layout. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function blobEntry({ digest, bytes }: MadeBlob): TarEntry {
  return { path: blobPath(digest), body: bytes };
}

/** The blobs of an image, its manifest among them, as an OCI layout has them. */
export function blobEntries({ manifest, config, layers }: MadeImage): readonly TarEntry[] {
  return [manifest, config, ...layers].map(blobEntry);
}

export interface ListedManifest {
  readonly manifest: MadeBlob & { readonly mediaType: string };
  readonly name?: string;
  readonly platform?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The two documents of an OCI layout that lists these: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
export function layoutEntries(listed: readonly ListedManifest[]): readonly TarEntry[] {
  const manifests = listed.map(({ manifest, name, platform, annotations }) => ({
    ...describe(manifest, manifest.mediaType),
    platform,
    annotations: { ...(name === undefined ? {} : { 'org.opencontainers.image.ref.name': name }), ...annotations },
  }));
  return [
    { path: 'oci-layout', body: json({ imageLayoutVersion: '1.0.0' }) },
    { path: 'index.json', body: json({ schemaVersion: 2, manifests }) },
  ];
}

/** One image as an OCI layout. */
export function ociLayout(image: MadeImage, name?: string): readonly TarEntry[] {
  return [...layoutEntries([{ manifest: image.manifest, ...(name === undefined ? {} : { name }) }]), ...blobEntries(image)];
}

/** What Docker 25 and later save: an OCI layout, and a `manifest.json` that names the blobs in it. */
export function savedByNewDocker(image: MadeImage, tag = 'app:1'): readonly TarEntry[] {
  const annotations = { 'io.containerd.image.name': `docker.io/library/${tag}` };
  return [
    ...blobEntries(image),
    ...layoutEntries([{ manifest: image.manifest, name: tag.split(':')[1] ?? '', annotations }]),
    savedEntry([
      { config: blobPath(image.config.digest), tags: [tag], layers: image.layers.map(({ digest }) => blobPath(digest)) },
    ]),
  ];
}

/** `manifest.json`: https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format */
export function savedEntry(
  images: readonly { readonly config: string; readonly tags?: readonly string[]; readonly layers: readonly string[] }[],
): TarEntry {
  const body = json(images.map(({ config, tags, layers }) => ({ Config: config, RepoTags: tags ?? null, Layers: layers })));
  return { path: 'manifest.json', body };
}

/** What Docker before 25 saves: a folder for each layer with its tar uncompressed, a configuration named by its digest. */
export function savedByOldDocker(image: MadeImage, tag = 'app:1'): readonly TarEntry[] {
  const config = `${image.config.digest.slice('sha256:'.length)}.json`;
  const ids = image.layers.map((_, index) => String(index).repeat(64));
  return [
    ...image.layers.flatMap(({ bytes }, index) => [
      { path: `${ids[index]}/`, type: '5' },
      { path: `${ids[index]}/VERSION`, body: '1.0' },
      { path: `${ids[index]}/json`, body: '{}' },
      { path: `${ids[index]}/layer.tar`, body: unfolded(bytes) },
    ]),
    { path: config, body: image.config.bytes },
    savedEntry([{ config, tags: [tag], layers: ids.map((id) => `${id}/layer.tar`) }]),
    { path: 'repositories', body: json({ app: { 1: ids.at(-1) } }) },
  ];
}

/** What skopeo calls `dir:`. */
export function skopeoFolder(image: MadeImage): readonly TarEntry[] {
  return [
    { path: 'version', body: 'Directory Transport Version: 1.1\n' },
    { path: 'manifest.json', body: image.manifest.bytes },
    ...[image.config, ...image.layers].map(({ digest, bytes }) => ({ path: digest.slice('sha256:'.length), body: bytes })),
  ];
}

function unfolded(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

/** Bytes that cannot be compressed, the same for the same seed. */
function noise(length: number, seed: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** An image of three layers, of which one is larger than a step of reading, one removes, and one replaces. */
export function layeredImage(seed = 1): MadeImage {
  return makeImageOf([
    [
      { path: 'noise', body: noise(700_000, seed) },
      { path: 'opt/db', body: `removed ${seed}` },
      { path: 'db', body: `one ${seed}\ntwo 2\n` },
    ],
    [{ path: 'opt/.wh.db' }],
    [{ path: 'db', body: `one ${seed}\nthree 3\n` }],
  ]);
}

/** Writes a tar, made into something else on the way where `change` says so. */
export async function writeTar(
  path: string,
  entries: readonly TarEntry[],
  change: (tar: Buffer) => Buffer = (tar) => tar,
): Promise<string> {
  await writeFile(path, change(makeTar(entries)));
  return path;
}

/** Writes the entries as files of a folder. */
export async function writeFolder(path: string, entries: readonly TarEntry[]): Promise<string> {
  await mkdir(path);
  for (const { path: name, body = '', type, link = '' } of entries) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    if (type === '2') await symlink(link, join(path, name));
    else if (type !== '5') await writeFile(join(path, name), body);
  }
  return path;
}

/** What a scan learns of an image. */
export interface Scanned extends ImageInventory {
  readonly image: Image;
}

const RUNNER = { os: 'linux', architecture: 'amd64' };

export interface ScanOptions {
  readonly name?: { readonly tag?: string };
  readonly platform?: Platform;
  /** Those of made images are the default. */
  readonly readers?: readonly Reader[];
}

/** Reads the image on disk as a scan does. */
export async function scanArchive(path: string, options: ScanOptions = {}): Promise<Scanned> {
  await using fetch = fetching('127.0.0.1:9');
  await using archive = await openArchive(path, { signal: fetch.signal });
  return await scanSource(archive, fetch, options);
}

/** Reads the same image from a registry on loopback. */
export async function scanRegistry(image: MadeImage, options: ScanOptions = {}): Promise<Scanned> {
  await using registry = await startRegistry();
  registry.push(image);
  await using fetch = fetching(registry.host);
  return await scanSource(fetch.client, fetch, options);
}

async function scanSource(source: ImageSource, fetch: Fetching, options: ScanOptions): Promise<Scanned> {
  const { name = {}, platform, readers = [lineReader] } = options;
  const { signal } = fetch;
  const image = await openImage({
    source,
    name,
    wanted: platform,
    runner: RUNNER,
    moveBlob: async (blob, begin) => await download(blob, begin, fetch),
    signal,
  });
  const layers = await Promise.all(
    image.layers.map(async (layer) => download(source.blob(layer.descriptor), () => readLayer(layer, readers), fetch)),
  );
  return { image, ...overlay(layers) };
}

/** What must not depend on where an image was read from. */
export function essence({ image, packages, gaps }: Scanned) {
  return {
    platform: image.platform,
    config: image.config,
    layers: image.layers.map(({ diffID, createdBy }) => ({ diffID, createdBy })),
    packages: packages.map(({ record, path, layerIndex }) => ({ record, path, layerIndex })),
    gaps,
  };
}
