import { entriesWithin, fieldsOf, nameAt } from './fields.ts';
import type { Region, Section } from './region.ts';

/** Where an old program, which every PE file begins with, says where the new one begins. */
const NEW_HEADER = 0x3c;
const SIGNATURE = 0x4550;
/** The magic number of an optional header with addresses of 64 bits. */
const PE32_PLUS = 0x20b;
const SECTION_LENGTH = 40;
const EXECUTABLE = 0x2000_0000;
const WRITABLE = 0x8000_0000;

/** Reads the sections of a PE file: https://learn.microsoft.com/en-us/windows/win32/debug/pe-format */
export function readPe(head: Buffer): { readonly regions: readonly Region[]; readonly sections: readonly Section[] } {
  const fields = fieldsOf(head, 'little');
  const start = head.length < NEW_HEADER + 4 ? head.length : fields.number(NEW_HEADER, 4);
  // The signature, the file header of 20 bytes, and as much of the optional header as tells where the program is loaded.
  if (start + 24 + 32 > head.length || fields.number(start, 4) !== SIGNATURE) return { regions: [], sections: [] };
  const optional = start + 24;
  const base = fields.number(optional, 2) === PE32_PLUS ? fields.number(optional + 24, 8) : fields.number(optional + 28, 4);
  const table = optional + fields.number(start + 20, 2);
  const count = entriesWithin(fields, table, fields.number(start + 6, 2), SECTION_LENGTH);
  const regions: Region[] = [];
  const sections: Section[] = [];
  for (let at = table; at < table + count * SECTION_LENGTH; at += SECTION_LENGTH) {
    const flags = fields.number(at + 36, 4);
    const offset = fields.number(at + 20, 4);
    const size = fields.number(at + 16, 4);
    sections.push({ name: nameAt(head, at, 8), offset, size });
    regions.push({
      address: base + fields.number(at + 12, 4),
      offset,
      size,
      writable: (flags & WRITABLE) !== 0,
      executable: (flags & EXECUTABLE) !== 0,
    });
  }
  return { regions, sections };
}
