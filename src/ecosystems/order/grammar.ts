/** How the versions of an ecosystem are written. */
export interface Grammar {
  /** With its article, for messages: `a NuGet version`. */
  readonly title: string;
  /** The whole of a version, each of its parts in a named group. It must read a version in time that grows as its length. */
  readonly pattern: RegExp;
}

/** In characters. npm and Maven take 256, NuGet 64: what is longer than this was made to be slow. */
const LONGEST = 512;

/** How much of a version that is too long a message repeats, in characters. */
const SHOWN = 40;

/** Takes a version apart. Throws an Error that names the version where it is too long or not written so. */
export function partsOf(version: string, { title, pattern }: Grammar): Readonly<Record<string, string | undefined>> {
  if (version.length > LONGEST)
    throw new Error(`"${version.slice(0, SHOWN)}…" is not ${title}: it has ${version.length} characters.`);
  const parts = pattern.exec(version)?.groups;
  if (parts === undefined) throw new Error(`"${version}" is not ${title}.`);
  return parts;
}
