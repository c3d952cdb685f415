import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MEDIA_TYPES } from '../../src/model/manifest.ts';
import { temporaryFolder } from './folder.ts';
import { json } from './images.ts';
import { succeed } from './program.ts';

/** An OCI layout in a folder of its own, in which `umoci` makes images and from which `skopeo` pushes them. */
export interface Layout extends AsyncDisposable {
  /** A folder for whatever else is needed on the way. */
  readonly work: string;
  /** Makes an image of one layer, which is this archive (`.tar.gz`). */
  make(tag: string, archive: string, architecture: string): Promise<void>;
  /** `umoci COMMAND --image LAYOUT:TAG …`, which adds to the image. */
  umoci(command: string, tag: string, ...args: readonly string[]): Promise<void>;
  /** Puts these images into one index. */
  index(tag: string, entries: readonly { readonly tag: string; readonly architecture: string }[]): Promise<void>;
  /** Pushes to `HOST/REPOSITORY:TAG`; `args` are further ones of `skopeo copy`. */
  push(tag: string, target: string, ...args: readonly string[]): Promise<void>;
}

interface Described {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The annotation by which a layout names its images: https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const NAME = 'org.opencontainers.image.ref.name';

export async function createLayout(): Promise<Layout> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'layout');
  const policy = join(folder.path, 'policy.json');
  await writeFile(policy, json({ default: [{ type: 'insecureAcceptAnything' }] }));
  await succeed('umoci', ['init', '--layout', path]);

  const umoci: Layout['umoci'] = async (command, tag, ...args) => {
    await succeed('umoci', [...command.split(' '), '--image', `${path}:${tag}`, ...args]);
  };
  const readIndex = async (): Promise<{ manifests: Described[] }> => JSON.parse(await readFile(join(path, 'index.json'), 'utf8'));

  return {
    work: folder.path,
    umoci,
    async make(tag, archive, architecture) {
      const tar = join(folder.path, `${tag}.tar`);
      await pipeline(createReadStream(archive), createGunzip(), createWriteStream(tar));
      await umoci('new', tag);
      await umoci('raw add-layer', tag, tar);
      await umoci('config', tag, '--os', 'linux', '--architecture', architecture);
    },
    async index(tag, entries) {
      const { manifests, ...rest } = await readIndex();
      const listed = entries.map((entry) => {
        const { mediaType, digest, size } = manifests.find(({ annotations }) => annotations[NAME] === entry.tag)!;
        return { mediaType, digest, size, platform: { os: 'linux', architecture: entry.architecture } };
      });
      const bytes = json({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociIndex, manifests: listed });
      const hex = createHash('sha256').update(bytes).digest('hex');
      await writeFile(join(path, 'blobs/sha256', hex), bytes);
      const named = {
        mediaType: MEDIA_TYPES.ociIndex,
        digest: `sha256:${hex}`,
        size: bytes.length,
        annotations: { [NAME]: tag },
      };
      await writeFile(join(path, 'index.json'), json({ ...rest, manifests: [...manifests, named] }));
    },
    async push(tag, target, ...args) {
      const options = ['--policy', policy, '--dest-tls-verify=false', '--quiet', ...args];
      await succeed('skopeo', ['copy', ...options, `oci:${path}:${tag}`, `docker://${target}`]);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
