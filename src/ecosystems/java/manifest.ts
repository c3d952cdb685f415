/** Attributes that say what an archive is, by their names in small letters, which do not tell case apart. */
export type Manifest = ReadonlyMap<Attribute, string>;

const ATTRIBUTES = [
  'group-id',
  'implementation-vendor-id',
  'automatic-module-name',
  'short-name',
  'extension-name',
  'implementation-title',
  'specification-title',
  'bundle-name',
  'bundle-symbolicname',
  'plugin-version',
  'implementation-version',
  'bundle-version',
  'specification-version',
] as const;

export type Attribute = (typeof ATTRIBUTES)[number];

/** Letters of an attribute; a longer one says nothing of use here. */
const LONGEST = 1024;

/** Whether an entry is the manifest. Java looks for it in any case. */
export function isManifest(name: string): boolean {
  return name.length === 20 && name.toUpperCase() === 'META-INF/MANIFEST.MF';
}

/**
 * Reads a manifest's main section. A line has 72 bytes at most and goes on in the next, after a space; where it is cut, a character may
 * be, so that lines are joined before they are decoded.
 * https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest
 */
export function parseManifest(bytes: Buffer): Manifest {
  const attributes = new Map<Attribute, string>();
  const text = bytes.toString('latin1').replace(/(?:\r\n|\r|\n) /g, '');
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') break;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    const attribute = ATTRIBUTES.find((known) => known === name);
    if (attribute === undefined || line.length > LONGEST) continue;
    attributes.set(
      attribute,
      Buffer.from(line.slice(colon + 1), 'latin1')
        .toString('utf8')
        .trim(),
    );
  }
  return attributes;
}
