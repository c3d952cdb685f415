import { inflateSync } from 'node:zlib';
import type { FileContent } from '../../../model/inventory.ts';
import type { PackageRecord } from '../../../model/package.ts';

/*
 * What cargo-auditable writes into programs: https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md
 * A JSON document of the crates that a program was built from, compressed, in a section of its own.
 */

export const SECTION = '.dep-v0';
/** What the document begins with. */
export const OPENING = '{"packages":[';
/** A thousand times what the largest programs have, compressed or not. */
export const LARGEST = 8 * 1024 * 1024;

/** Reads the crates of a program. Throws an Error where the section does not hold such a document. */
export function readAuditData(compressed: Uint8Array, path: string): FileContent {
  const { packages } = parse(inflate(compressed));
  const records: PackageRecord[] = [];
  let broken = 0;
  for (const entry of packages) {
    const { name, version, source, kind } = fieldsOf(entry);
    if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '') broken += 1;
    // What only ran during the build is not in the program; what came from elsewhere only shares the name with a crate.
    else if (source === 'crates.io' && kind !== 'build') records.push({ name, version, root: path });
  }
  return { packages: records, ...(broken === 0 ? {} : { gap: `${broken} of its crates have no name or no version.` }) };
}

function inflate(compressed: Uint8Array): string {
  try {
    return inflateSync(compressed, { maxOutputLength: LARGEST }).toString();
  } catch (error) {
    throw new Error('its list of crates cannot be decompressed.', { cause: error });
  }
}

function parse(text: string): { readonly packages: readonly unknown[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error('its list of crates is not JSON.', { cause: error });
  }
  const { packages } = fieldsOf(document);
  if (!Array.isArray(packages)) throw new Error('its list of crates has no packages.');
  return { packages };
}

function fieldsOf(value: unknown): { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
