import { createHash } from 'node:crypto';
import { sortedText } from '../json/sorted.ts';

/** 32 hexadecimal digits that stand for the data: the same for equal data, whatever the order of its keys. */
export function hashOf(data: unknown): string {
  return createHash('sha256').update(sortedText(data)).digest('hex').slice(0, 32);
}
