import { ScanError } from '../model/errors.ts';

const SAVE = 'Give what docker save or podman save wrote, or an OCI layout.';
const EXPORT = 'It was written by docker export, or packed by hand: docker save keeps what makes an image of it.';
/** Folders that stand at the root of filesystems, and never at that of an image archive. */
const FILESYSTEM = /^(?:etc|usr|bin|lib|var)\//;
/** Of so many characters of a text file its kind is told. */
const SEEN = 4096;

const KINDS: readonly (readonly [magic: RegExp, kind: string, hint: string])[] = [
  [/^\u00fd7zXZ\0/, 'compressed with xz', 'Decompress it first, or compress it with gzip or zstd.'],
  [/^BZh[1-9]/, 'compressed with bzip2', 'Decompress it first, or compress it with gzip or zstd.'],
  [/^\u0004"M\u0018/, 'compressed with lz4', 'Decompress it first, or compress it with gzip or zstd.'],
  [/^PK\u0003\u0004/, 'a zip file', SAVE],
  [/^\u007fELF/, 'a program', 'Give the image that holds it.'],
  [/^(?:hsqs|[^\n]*\nSIF_MAGIC)/, 'an image of Singularity or Apptainer', SAVE],
  [/^\s*[[{]/, 'a JSON document', 'Give the archive or the folder that it lies in.'],
  [/^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:FROM|ARG)[ \t]/i, 'a Dockerfile', 'Build it, and give what docker save writes.'],
];

/** The error for a file that is no tar, by how it begins. */
export function notAnArchive(path: string, head: Buffer): ScanError {
  if (head.length === 0) return unfit(`${path} is empty`, SAVE);
  const text = head.toString('latin1', 0, SEEN);
  const known = KINDS.find(([magic]) => magic.test(text));
  if (known !== undefined) return unfit(`${path} is no image archive but ${known[1]}`, known[2]);
  return unfit(`${path} is no image archive but ${/[\0-\u0008]/.test(text) ? 'something unknown' : 'a text'}`, SAVE);
}

/** The error for an archive that holds other things than an image. */
export function notAnImageArchive(path: string, names: Iterable<string>): ScanError {
  return isFilesystem(names)
    ? unfit(`${path} is a filesystem and not an image: it has no manifest`, EXPORT)
    : unfit(`${path} holds no image: neither manifest.json nor index.json is in it`, SAVE);
}

/** The error for a folder that holds other things than an image. */
export function notAnImageFolder(path: string): ScanError {
  return unfit(`The folder ${path} holds no image: neither index.json nor manifest.json is in it`, SAVE);
}

/** The error for an archive with more members than any image has. */
export function tooManyMembers(names: Iterable<string>, most: number): ScanError {
  if (isFilesystem(names)) return unfit('The archive is a filesystem and not an image', EXPORT);
  return new ScanError('LIMIT_EXCEEDED', `The archive has more than ${most} members.`, { hint: SAVE });
}

/** The error for what Docker wrote before 2016. */
export function tooOld(path: string): ScanError {
  return unfit(`${path} was saved by a Docker older than 1.10, which told neither manifests nor digests`, 'Save it again.');
}

function isFilesystem(names: Iterable<string>): boolean {
  for (const name of names) {
    if (FILESYSTEM.test(name)) return true;
  }
  return false;
}

function unfit(message: string, hint: string): ScanError {
  return new ScanError('NOT_AN_IMAGE', `${message}.`, { hint });
}
