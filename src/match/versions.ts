/** An ecosystem's order of versions: negative, zero or positive. Throws where a version cannot be parsed. */
export type Compare = (a: string, b: string) => number;

/**
 * Whether a version is one of those that an advisory enumerates. They are equal by the ecosystem's order, not by how they are written:
 * at PyPI `1.0` is `1.0.0`. What cannot be parsed among those enumerated is another version; advisories list many from before there was
 * an order. Throws what `compare` throws at the version itself.
 */
export function isEnumerated(version: string, versions: readonly string[], compare: Compare): boolean {
  if (versions.length === 0) return false;
  // Nearly all are found as they are written, and that is quick where ten thousand are listed.
  if (versions.includes(version)) return true;
  compare(version, version);
  return versions.some((listed) => isEqual(version, listed, compare));
}

function isEqual(version: string, listed: string, compare: Compare): boolean {
  try {
    return compare(version, listed) === 0;
  } catch {
    return false;
  }
}

/**
 * The same order, remembering what it answered: advisories of one package name the same versions over and over. It is made for one
 * package and let go with it.
 */
export function remembering(compare: Compare): Compare {
  const answers = new Map<string, Map<string, number>>();
  return (a, b) => {
    let row = answers.get(a);
    if (row === undefined) answers.set(a, (row = new Map()));
    let answer = row.get(b);
    if (answer === undefined) row.set(b, (answer = compare(a, b)));
    return answer;
  };
}
