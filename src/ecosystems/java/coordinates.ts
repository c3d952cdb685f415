/** What Maven calls an artifact by: https://maven.apache.org/pom.html#Maven_Coordinates */
export interface Coordinates {
  /** Absent where nothing in the archive tells. */
  readonly group?: string;
  readonly artifact: string;
  readonly version: string;
}

const LONGEST = 256;
/** Maven itself allows no others in a group and an artifact. */
const IDENTIFIER = /^[A-Za-z0-9_\-.]+$/;
/** What stands in files where the build put in no value: `${project.version}`, `@VERSION@`. */
const UNRESOLVED = /\$\{|@|%/;
// Space and below, and what lies above ASCII, stand in no version that anything could be compared with.
const VERSION = /^[!-~]+$/;

export function asIdentifier(text: string | undefined): string | undefined {
  const trimmed = bounded(text);
  return trimmed !== undefined && IDENTIFIER.test(trimmed) && /[A-Za-z]/.test(trimmed) ? trimmed : undefined;
}

export function asVersion(text: string | undefined): string | undefined {
  const trimmed = bounded(text);
  return trimmed !== undefined && VERSION.test(trimmed) && !UNRESOLVED.test(trimmed) ? trimmed : undefined;
}

function bounded(text: string | undefined): string | undefined {
  const trimmed = text !== undefined && text.length <= 4 * LONGEST ? text.trim() : '';
  // Copied, because a part of a text keeps all of it in memory.
  return trimmed !== '' && trimmed.length <= LONGEST ? Buffer.from(trimmed).toString() : undefined;
}
