import { ScanError } from './errors.ts';
import type { Layer, ReadLayer } from './image.ts';
import type { Gap } from './report.ts';
import { printable, shorten } from './text.ts';

const LONGEST_HOSTS = 200;

/** A layer that was not read, and what that leaves open. */
export interface UnreadLayer {
  readonly layer: ReadLayer;
  readonly gap: Gap;
}

/**
 * What becomes of a layer that could not be had: one that says it is kept elsewhere, and that the registry indeed does not hold,
 * is left out and told of, because a registry may not hand it out (the base layers of Windows). Undefined where the error ends
 * the scan. https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers
 */
export function unreadLayer(layer: Layer, error: unknown): UnreadLayer | undefined {
  const { index, diffID, descriptor } = layer;
  const { urls, size } = descriptor;
  if (!(error instanceof ScanError) || error.code !== 'BLOB_NOT_FOUND' || urls === undefined) return undefined;
  if (diffID === undefined || size === undefined) return undefined;
  const gap = { subject: `layer ${index + 1}`, reason: `it is kept elsewhere (${hostsOf(urls)}) and was not read` };
  return { layer: { ...layer, diffID, size }, gap };
}

/** The hosts alone: a path tells nobody anything, and a query may be a secret. */
function hostsOf(urls: readonly string[]): string {
  const hosts = new Set(urls.map((url) => (URL.canParse(url) ? new URL(url).host : 'an unreadable address')));
  return shorten(printable([...hosts].join(', ')), LONGEST_HOSTS);
}
