import { type Blobs, digestOf, LARGEST_MANIFEST } from './blobs.ts';
import { damaged } from './damage.ts';
import { readSaved } from './docker.ts';
import { parseJson, readLayout } from './layout.ts';
import { readMember } from './members.ts';
import type { Catalogue } from './offer.ts';
import { parseRef } from '../model/manifest.ts';
import { tooOld } from './unfit.ts';

/**
 * What an archive or a folder offers, by the document in it that says so; undefined where none does. Docker's `manifest.json` is
 * asked first: where both are, it is right and the OCI layout beside it was not always.
 */
export async function readCatalogue(
  blobs: Blobs,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<Catalogue | undefined> {
  const bytes = await readIfThere('manifest.json', blobs, signal);
  const document = bytes === undefined ? undefined : parseJson(bytes.toString('utf8'));
  if (Array.isArray(document)) return readSaved(document, blobs);
  const layout = await readLayout(blobs, signal);
  if (layout !== undefined) return layout;
  if (bytes !== undefined) return manifestAlone(bytes, document, blobs);
  if ((await blobs.members.find('repositories')) !== undefined) throw tooOld(path);
  return undefined;
}

async function readIfThere(name: string, { members }: Blobs, signal: AbortSignal): Promise<Buffer | undefined> {
  const member = await members.find(name);
  return member === undefined ? undefined : await readMember(member, LARGEST_MANIFEST, signal);
}

/** skopeo's `dir:`: the manifest or index itself as `manifest.json`, and its blobs beside it by their hexadecimal digits. */
function manifestAlone(bytes: Buffer, document: unknown, blobs: Blobs): Catalogue {
  if (document === undefined) throw damaged('its manifest.json is not JSON');
  const digest = digestOf(bytes);
  return { offers: [{ names: [], identity: digest, open: async () => await blobs.fit(parseRef(bytes, digest, undefined)) }] };
}
