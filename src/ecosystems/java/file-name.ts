import { asIdentifier, asVersion } from './coordinates.ts';

/** What an archive's file name says: `artifact-1.2.3[-classifier].jar`, as repositories lay archives out. */
export interface FileName {
  readonly artifact: string | undefined;
  readonly version?: string;
}

/** Words that stand in a version after a hyphen; any other is a classifier, or the artifact's. */
const QUALIFIER =
  /^(?:alpha|beta|milestone|m|rc|cr|ga|final|release|sp|snapshot|pre|preview|ea|incubating|build|b|jre|android|redhat|atlassian)[.\d]*$/i;
const NUMBER = /^v?\d/;
const PLAIN_NUMBER = /^\d+(?:\..*)?$/;

export function parseFileName(path: string): FileName {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const stem = dot < 0 ? name : name.slice(0, dot);
  const parts = stem.split('-');
  const begin = versionBegin(parts);
  if (begin === 0) return { artifact: asIdentifier(stem) };
  let end = begin + 1;
  while (end < parts.length && belongs(parts[end] ?? '')) end += 1;
  const version = asVersion(parts.slice(begin, end).join('-'));
  const artifact = asIdentifier(parts.slice(0, begin).join('-'));
  return version === undefined ? { artifact } : { artifact, version };
}

/** The index of the part that the version begins with; 0 where there is none. */
function versionBegin(parts: readonly string[]): number {
  let begin = parts.findLastIndex((part) => NUMBER.test(part));
  if (begin <= 0) return 0;
  // The version may have more numbers before its last: `1.0-20230101.123456-1`, `1.0-rc-2`.
  for (let before = begin - 1; before > 0; before -= 1) {
    const part = parts[before] ?? '';
    if (PLAIN_NUMBER.test(part)) begin = before;
    else if (!QUALIFIER.test(part)) break;
  }
  return begin;
}

function belongs(part: string): boolean {
  return NUMBER.test(part) || QUALIFIER.test(part);
}
