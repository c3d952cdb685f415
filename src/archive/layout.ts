import * as v from 'valibot';
import { choose } from '../model/choice.ts';
import type { Descriptor, Index } from '../model/image.ts';
import { parseRef } from '../model/manifest.ts';
import { type Blobs, digestOf, LARGEST_MANIFEST } from './blobs.ts';
import { damaged } from './damage.ts';
import { readMember } from './members.ts';
import type { Catalogue, Offer } from './offer.ts';

/** The annotations by which the writers of layouts name images: the first of them has the whole name. */
const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];
const VERSION = v.object({ imageLayoutVersion: v.pipe(v.string(), v.startsWith('1.')) });
/** The annotation by which cosign tells what it keeps beside an image. */
const SIGNATURE = /^dev\.cosignproject\.cosign\/(?:sigs|atts|sboms)/;
const LARGEST_VERSION = 64 * 1024;

/**
 * What an OCI layout offers; undefined where there is no `index.json`. Throws `MANIFEST_INVALID` where that cannot be used.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function readLayout(blobs: Blobs, signal: AbortSignal): Promise<Catalogue | undefined> {
  const index = await readIndex(blobs, signal);
  if (index === undefined) return undefined;
  await checkVersion(blobs, signal);
  const entries = imagesIn(index);
  return {
    offers: entries.map((entry) => offerOf(entry, blobs)),
    // The entries are an image's index by themselves: its digest is that of index.json, cut down to what is meant.
    openAll: (offers) => {
      const meant = new Set(offers.map(({ identity }) => identity));
      return { ...index, manifests: entries.filter(({ digest }) => meant.has(digest)) };
    },
  };
}

/** The layout's own list. */
export async function readIndex({ members }: Blobs, signal: AbortSignal): Promise<Index | undefined> {
  const member = await members.find('index.json');
  if (member === undefined) return undefined;
  const bytes = await readMember(member, LARGEST_MANIFEST, signal);
  const ref = parseRef(bytes, digestOf(bytes), undefined);
  if (ref.kind !== 'index') throw damaged('its index.json lists no manifests');
  return ref;
}

/** Some writers leave the version out; another one than 1 means another layout. */
async function checkVersion({ members }: Blobs, signal: AbortSignal): Promise<void> {
  const member = await members.find('oci-layout');
  if (member === undefined) return;
  const text = (await readMember(member, LARGEST_VERSION, signal)).toString('utf8');
  if (!v.is(VERSION, parseJson(text))) throw damaged('its oci-layout does not say version 1');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function offerOf({ digest, annotations, platform }: Descriptor, blobs: Blobs): Offer {
  const names = NAMES.flatMap((key) => annotations?.[key] ?? []);
  return {
    names: [...new Set(names)],
    identity: digest,
    ...(platform === undefined ? {} : { platform }),
    open: async (signal) => await blobs.ref(digest, signal),
  };
}

/** Attestations, signatures and artifacts stand in layouts beside the images that they speak of. */
function imagesIn(index: Index): readonly Descriptor[] {
  // Which platform is asked for does not matter: nothing that is for another one is left out.
  const { fitting, others, unnamed } = choose(index, { os: 'linux', architecture: 'amd64' });
  const digests = new Set([...fitting.map(({ entry }) => entry), ...others, ...unnamed].map(({ digest }) => digest));
  return index.manifests.filter(({ digest, annotations }) => digests.has(digest) && !SIGNATURE.test(annotations?.['kind'] ?? ''));
}
