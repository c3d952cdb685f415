import * as v from 'valibot';
import { parseConfig } from '../model/config.ts';
import { isDigest, type Digest } from '../model/digest.ts';
import type { Ref } from '../model/image.ts';
import { cleanPath } from '../tar/tar-header.ts';
import { type Blobs, missing, otherBytes, digestOf } from './blobs.ts';
import { damaged } from './damage.ts';
import { findOriginal } from './original.ts';
import { type Member, readMember } from './members.ts';
import type { Catalogue, Offer } from './offer.ts';
import { writeManifest } from './synthesis.ts';

const SAVED = v.pipe(
  v.array(
    v.object({
      Config: v.string(),
      RepoTags: v.nullish(v.array(v.string())),
      Layers: v.nullish(v.pipe(v.array(v.string()), v.maxLength(1000))),
    }),
  ),
  v.maxLength(1000),
);
type Saved = v.InferOutput<typeof SAVED>[number];

const LARGEST_CONFIG = 16 * 1024 * 1024;

/**
 * What an archive of `docker save`'s form offers, by its `manifest.json`. Throws `MANIFEST_INVALID` where that is not of the form.
 * https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format
 */
export function readSaved(document: unknown, blobs: Blobs): Catalogue {
  const result = v.safeParse(SAVED, document);
  if (!result.success) {
    const [issue] = result.issues;
    throw damaged(
      `its manifest.json is not as docker save writes it: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message}`,
    );
  }
  return { offers: result.output.map((saved) => offerOf(saved, blobs)) };
}

function offerOf(saved: Saved, blobs: Blobs): Offer {
  return {
    names: saved.RepoTags ?? [],
    identity: identityOf(saved),
    open: async (signal) => await openSaved(saved, blobs, signal),
  };
}

/** The configuration decides what an image is; its name is its digest where a known tool wrote it. */
function identityOf({ Config }: Saved): string {
  return digestInName(Config) ?? Config;
}

async function openSaved({ Config, Layers }: Saved, blobs: Blobs, signal: AbortSignal): Promise<Ref> {
  const config = await findNamed(Config, blobs);
  const bytes = await readMember(config, LARGEST_CONFIG, signal);
  const digest = digestOf(bytes);
  const said = digestInName(Config);
  if (said !== undefined && said !== digest) throw otherBytes(Config, said, digest);
  const { diffIDs = [] } = parseConfig(bytes);
  const layers: Member[] = [];
  for (const name of Layers ?? []) layers.push(await findNamed(name, blobs));
  if (layers.length !== diffIDs.length) {
    throw damaged(`its manifest.json lists ${layers.length} layers for ${Config}, which tells of ${diffIDs.length}`);
  }
  const original = await findOriginal({ config: digest, layers }, blobs, signal);
  return original ?? (await writeManifest({ config, digest, layers, diffIDs }, blobs, signal));
}

/** `<hex>.json` of old, `blobs/sha256/<hex>` of today. */
function digestInName(name: string): Digest | undefined {
  const hex = /^(?:blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
  const digest = `sha256:${hex}`;
  return isDigest(digest) ? digest : undefined;
}

async function findNamed(name: string, { members }: Blobs): Promise<Member> {
  const path = cleanPath(name);
  if (path === undefined) throw damaged(`its manifest.json names "${name}", which leads out of it`);
  const member = await members.find(path);
  if (member === undefined) throw missing(`"${name}"`);
  return member;
}
