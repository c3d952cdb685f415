import { entriesWithin, fieldsOf } from './fields.ts';
import type { Region, Section } from './region.ts';

const LOADED = 1;
const EXECUTABLE = 1;
const WRITABLE = 2;

/** Where the fields of the two classes lie: https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html */
const CLASSES = {
  1: { word: 4, table: 28, entrySize: 42, count: 44, flags: 24, offset: 4, address: 8, size: 16 },
  2: { word: 8, table: 32, entrySize: 54, count: 56, flags: 4, offset: 8, address: 16, size: 32 },
} as const;

const HEADER_LENGTH = 64;

/** Reads the segments of an ELF file. Its sections are told at the end of the file, and not here. */
export function readElf(head: Buffer): { readonly regions: readonly Region[]; readonly sections: readonly Section[] } {
  const kind = head[4];
  if (head.length < HEADER_LENGTH || (kind !== 1 && kind !== 2)) return { regions: [], sections: [] };
  const form = CLASSES[kind];
  const fields = fieldsOf(head, head[5] === 2 ? 'big' : 'little');
  const start = fields.number(form.table, form.word);
  const entrySize = fields.number(form.entrySize, 2);
  if (entrySize < form.size + form.word) return { regions: [], sections: [] };
  const count = entriesWithin(fields, start, fields.number(form.count, 2), entrySize);
  const regions: Region[] = [];
  for (let at = start; at < start + count * entrySize; at += entrySize) {
    if (fields.number(at, 4) !== LOADED) continue;
    const flags = fields.number(at + form.flags, 4);
    regions.push({
      address: fields.number(at + form.address, form.word),
      offset: fields.number(at + form.offset, form.word),
      size: fields.number(at + form.size, form.word),
      writable: (flags & WRITABLE) !== 0,
      executable: (flags & EXECUTABLE) !== 0,
    });
  }
  return { regions, sections: [] };
}
