import { entriesWithin, type Fields, fieldsOf, nameAt } from './fields.ts';
import type { Region, Section } from './region.ts';

const EXECUTABLE = 4;
const WRITABLE = 2;

/** Where the fields of the two widths lie: https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
const WIDTHS = {
  32: { word: 4, commands: 28, segment: 0x1, offset: 32, size: 36, protection: 44, count: 48, sections: 56, sectionLength: 68 },
  64: { word: 8, commands: 32, segment: 0x19, offset: 40, size: 48, protection: 60, count: 64, sections: 72, sectionLength: 80 },
} as const;

type Width = (typeof WIDTHS)[keyof typeof WIDTHS];

const ADDRESS = 24;

/** Reads the segments of a Mach-O file for one processor, and their sections. */
export function readMachO(
  head: Buffer,
  order: 'little' | 'big',
  bits: keyof typeof WIDTHS,
): { readonly regions: readonly Region[]; readonly sections: readonly Section[] } {
  const form = WIDTHS[bits];
  const fields = fieldsOf(head, order);
  const regions: Region[] = [];
  const sections: Section[] = [];
  if (head.length < form.commands) return { regions, sections };
  const end = Math.min(head.length, form.commands + fields.number(20, 4));
  for (let at = form.commands; at + 8 <= end; ) {
    const size = fields.number(at + 4, 4);
    if (fields.number(at, 4) === form.segment && at + form.sections <= end) {
      regions.push(segmentAt(fields, at, form));
      for (const section of sectionsAt(head, fields, at, form)) sections.push(section);
    }
    // A command that does not get ahead would be read forever.
    at += Math.max(8, size);
  }
  return { regions, sections };
}

function segmentAt(fields: Fields, at: number, form: Width): Region {
  const protection = fields.number(at + form.protection, 4);
  return {
    address: fields.number(at + ADDRESS, form.word),
    offset: fields.number(at + form.offset, form.word),
    size: fields.number(at + form.size, form.word),
    writable: (protection & WRITABLE) !== 0,
    executable: (protection & EXECUTABLE) !== 0,
  };
}

function* sectionsAt(head: Buffer, fields: Fields, segment: number, form: Width): Generator<Section> {
  const start = segment + form.sections;
  const count = entriesWithin(fields, start, fields.number(segment + form.count, 4), form.sectionLength);
  for (let at = start; at < start + count * form.sectionLength; at += form.sectionLength) {
    // Two names of 16 bytes come first, then the address and the size, a word each, and the offset.
    const size = fields.number(at + 32 + form.word, form.word);
    yield { name: nameAt(head, at, 16), offset: fields.number(at + 32 + 2 * form.word, 4), size };
  }
}
