import { fieldsOf } from './fields.ts';

const FAT = 0xcafebabe;
const FAT_64 = 0xcafebabf;
/** Compiled Java begins with the same number; the version that follows in it is larger than any count of processors. */
const MOST_PROCESSORS = 40;

/** The part of a file for several processors that is for one of them. */
export interface Slice {
  readonly offset: number;
  readonly size: number;
}

/** Whether a file is a Mach-O file for several processors: https://github.com/apple-oss-distributions/cctools/blob/main/include/mach-o/fat.h */
export function isFat(head: Buffer): boolean {
  if (head.length < 8 || (head.readUInt32BE(0) !== FAT && head.readUInt32BE(0) !== FAT_64)) return false;
  const processors = head.readUInt32BE(4);
  return processors > 0 && processors <= MOST_PROCESSORS;
}

/** The first of the programs in such a file; the others are the same program for other processors. */
export function firstSlice(head: Buffer): Slice | undefined {
  if (head.length < 40) return undefined;
  const fields = fieldsOf(head, 'big');
  const size = fields.number(0, 4) === FAT ? 4 : 8;
  return { offset: fields.number(16, size), size: fields.number(16 + size, size) };
}
