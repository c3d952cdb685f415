import type { Wanted } from '../osv.ts';
import { isPlain, someText } from '../sieve.ts';

const PURL = Buffer.from('"purl"');
const PRODUCT = Buffer.from('"product_id"');

/**
 * Whether a document of Red Hat's may speak of a wanted package, told from its bytes: of its packages' purls (`pkg:rpm/redhat/openssl@…`)
 * and, where a package has none, of its product's id (`samba`, `nodejs:16/nodejs`). It errs on one side alone, as `mayConcern` does.
 */
export function mayName(bytes: Buffer, wanted: Wanted): boolean {
  if (!isPlain(bytes)) return true;
  const wants = (text: string): boolean => namesIn(text).some((name) => wanted.names.has(wanted.nameOf?.(name) ?? name));
  return (someText(bytes, PRODUCT, wants) ?? true) || (someText(bytes, PURL, wants) ?? false);
}

/** What a package may be called by such a text: all of it, or what is behind its last slash. */
function namesIn(text: string): readonly string[] {
  const path = /^pkg:rpm(?:mod)?\/redhat\/(?<path>[^@?#]+)/.exec(text)?.groups?.['path'];
  if (path === undefined) return text.startsWith('pkg:') ? [] : [text, text.slice(text.lastIndexOf('/') + 1)];
  const plain = decoded(path);
  return [plain, plain.slice(plain.lastIndexOf('/') + 1)];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
