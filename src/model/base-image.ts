import { isDigest } from './digest.ts';

/** The image that an image was built on, as far as the image itself tells. */
export interface BaseImage {
  /** As its builder wrote it: `docker.io/library/node:20-slim`. */
  readonly name?: string;
  readonly digest?: string;
}

const NAME = 'org.opencontainers.image.base.name';
const DIGEST = 'org.opencontainers.image.base.digest';

/**
 * Reads what an image tells of its base; undefined where it tells nothing. A manifest's annotations are its own and go first; labels are
 * inherited, and may speak of what the base was built on. https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function baseImageOf(...sources: readonly (Readonly<Record<string, string>> | undefined)[]): BaseImage | undefined {
  for (const source of sources) {
    const name = own(source, NAME)?.trim();
    const digest = own(source, DIGEST)?.trim();
    const told = { ...(name ? { name } : {}), ...(digest !== undefined && isDigest(digest) ? { digest } : {}) };
    if (Object.keys(told).length > 0) return told;
  }
  return undefined;
}

function own(source: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return source !== undefined && Object.hasOwn(source, key) ? source[key] : undefined;
}
