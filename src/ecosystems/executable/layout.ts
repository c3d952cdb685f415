import { readElf } from './elf.ts';
import { readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';
import type { Region, Section } from './region.ts';

/** What the head of a program tells of the rest of its file. */
export interface Layout {
  readonly format: 'elf' | 'pe' | 'mach-o';
  /** What of the file is loaded, in the file's order. */
  readonly regions: readonly Region[];
  /** Sections by their names, where the head holds them: that of ELF does not. */
  readonly sections: readonly Section[];
}

/** As many bytes of a file as its magic number is looked for in. */
export const MAGIC_LENGTH = 8;

const READERS: ReadonlyMap<number, (head: Buffer) => Omit<Layout, 'format'>> = new Map([
  [0x7f454c46, readElf],
  [0xfeedface, (head) => readMachO(head, 'big', 32)],
  [0xfeedfacf, (head) => readMachO(head, 'big', 64)],
  [0xcefaedfe, (head) => readMachO(head, 'little', 32)],
  [0xcffaedfe, (head) => readMachO(head, 'little', 64)],
]);

/** Whether a file begins as a program does, one for several processors not counted. */
export function isProgram(head: Buffer): boolean {
  return isDos(head) || (head.length >= 4 && READERS.has(head.readUInt32BE(0)));
}

/** Reads the head of a program; what contradicts itself yields a layout without what it promised. */
export function readLayout(head: Buffer): Layout {
  if (isDos(head)) return { format: 'pe', ...readPe(head) };
  const magic = head.readUInt32BE(0);
  const { regions, sections } = READERS.get(magic)?.(head) ?? { regions: [], sections: [] };
  const inOrder = regions.toSorted((a, b) => a.offset - b.offset);
  return { format: magic === 0x7f454c46 ? 'elf' : 'mach-o', regions: inOrder, sections };
}

/** Where in the file an address in memory comes from; undefined where it is none of the file's. */
export function offsetOf({ regions }: Layout, address: number): number | undefined {
  const region = regions.find((one) => address >= one.address && address < one.address + one.size);
  return region === undefined ? undefined : region.offset + (address - region.address);
}

/** `MZ`: https://learn.microsoft.com/en-us/windows/win32/debug/pe-format */
function isDos(head: Buffer): boolean {
  return head[0] === 0x4d && head[1] === 0x5a;
}
