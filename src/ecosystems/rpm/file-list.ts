import { EMPTY_PATHS, type PathSet, PathSetBuilder } from '../../model/path-set.ts';
import { FILE_TAGS, type Header, readIntegers, readTexts } from './header.ts';

// What Linux takes for a path: more is no file's.
const LONGEST_PATH = 4096;
/** How many characters the paths of a header may have for each of its bytes. Real headers have less than one. */
const MOST_FOR_A_BYTE = 16;
/** What a header may have beyond that, however small it is. */
const MOST_AT_LEAST = 1024 * 1024;

/**
 * The files that a package brought, folders included, without leading slashes. A list may have a hundred thousand of them, so that each
 * path lives only until it is in the set. Throws an Error where the list contradicts itself.
 */
export function readFileList(header: Header): PathSet {
  const { index, data } = header;
  const names = index.get(FILE_TAGS.names);
  if (names !== undefined && names.count > 0) return readFolded(header);
  const paths = index.get(FILE_TAGS.oldPaths);
  if (paths === undefined || paths.count === 0) return EMPTY_PATHS;
  const builder = new PathSetBuilder();
  for (const path of textsIn(readTexts(data, paths))) builder.add(withoutSlash(path));
  return builder.build();
}

/** A list as names, of which each tells the number of its folder. */
function readFolded({ index, data }: Header): PathSet {
  const [names, folders, indexes] = [FILE_TAGS.names, FILE_TAGS.folders, FILE_TAGS.folderIndexes].map((tag) => index.get(tag));
  if (names === undefined || folders === undefined || indexes === undefined || indexes.count !== names.count) {
    throw new Error('a header has names of files without their folders.');
  }
  const prefixes = [...textsIn(readTexts(data, folders))].map(withoutSlash);
  const numbers = readIntegers(data, indexes);
  const builder = new PathSetBuilder();
  // A long folder that very many names share would cost more time than its header has bytes for.
  let room = data.length * MOST_FOR_A_BYTE + MOST_AT_LEAST;
  let at = 0;
  for (const name of textsIn(readTexts(data, names))) {
    const folder = prefixes[numbers.getUint32(at)];
    if (folder === undefined) throw new Error('a header has a file in a folder that it does not have.');
    const path = folder + name;
    room -= path.length;
    if (path.length > LONGEST_PATH || room < 0) throw new Error('a header has paths that are too long for files.');
    builder.add(path);
    at += 4;
  }
  return builder.build();
}

/** Texts apart at the zeros between them. */
function* textsIn(joined: string): Generator<string> {
  let start = 0;
  for (let end = joined.indexOf('\0'); end !== -1; end = joined.indexOf('\0', start)) {
    yield joined.slice(start, end);
    start = end + 1;
  }
  yield joined.slice(start);
}

function withoutSlash(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path;
}
