import * as v from 'valibot';
import type { FileReader } from '../../model/inventory.ts';

const FOLDERS = ['root/buildinfo/content_manifests', 'usr/share/buildinfo/content_manifests', 'usr/share/buildinfo'];

/**
 * What of a manifest counts: the repositories of Red Hat that the image was built with.
 * https://github.com/containerbuildsystem/atomic-reactor/blob/master/atomic_reactor/schemas/content_manifest.json
 */
const CONTENT_MANIFEST = v.object({ content_sets: v.optional(v.nullable(v.array(v.string()))) });

/**
 * Reads which repositories Red Hat built an image with. A manifest whose `from_dnf_hint` is true leaves it to dnf's history to tell from
 * which of them each package came; the repositories are those it names in either case.
 */
export const CONTENT_SETS: FileReader = {
  id: 'content-sets',
  wants: (path) => path.endsWith('.json') && FOLDERS.includes(path.slice(0, path.lastIndexOf('/'))),
  places: FOLDERS,
  largest: 4 * 1024 * 1024,
  read({ bytes }) {
    const { content_sets: repositories } = parseManifest(new TextDecoder().decode(bytes));
    // Labels and other things lie in the same folder.
    return { packages: [], ...(repositories === undefined || repositories === null ? {} : { repositories }) };
  },
};

function parseManifest(text: string): v.InferOutput<typeof CONTENT_MANIFEST> {
  const manifest = v.safeParse(CONTENT_MANIFEST, parseJson(text));
  if (!manifest.success) throw new Error('it is not a content manifest.');
  return manifest.output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON.');
  }
}
