import type { Block } from '../blocks.ts';
import { fieldsOf } from '../fields.ts';
import { Gathered } from '../gathered.ts';
import { type Layout, offsetOf } from '../layout.ts';
import type { Region } from '../region.ts';
import { needle, occurrences } from '../needle.ts';
import { type BuildInfo, FRAME_END, FRAME_START, LARGEST_MODULES, type Pointers, unframed } from './build-info.ts';

/*
 * Programs made before Go 1.18 have addresses where later ones have texts. An address leads to the head of a string, among the data
 * that can be written; that holds the address of the text and its length, among the data that cannot, which come first in the file.
 * So texts that may be the ones are noted when they come by, and the data that can be written are kept, up to a limit.
 */

const VERSION = needle(Buffer.from('go1.'));
// `0` is a frequent byte in programs, 0x92 is not.
const FRAME = needle(FRAME_START, 4, 10);

const LONGEST_VERSION = 64;
const MOST_VERSIONS = 65_536;
const MOST_FRAMES = 4;
const LARGEST_DATA = 16 * 1024 * 1024;

/** Texts of a program by where they are in its file. */
export class Strings {
  readonly #layout: Layout;
  readonly #versions = new Map<number, string>();
  readonly #frames = new Map<number, Gathered>();
  readonly #open = new Set<Gathered>();
  readonly #data: { readonly offset: number; readonly bytes: Gathered }[] = [];
  #room = LARGEST_DATA;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Notes what a block has of texts. */
  look(block: Block): void {
    for (const frame of this.#open) this.#extend(frame, block.bytes.subarray(block.fresh));
    for (const at of occurrences(block, VERSION)) {
      if (this.#versions.size >= MOST_VERSIONS) break;
      this.#versions.set(block.offset + at, block.bytes.subarray(at, at + LONGEST_VERSION).toString('latin1'));
    }
    for (const at of occurrences(block, FRAME)) {
      if (this.#frames.size >= MOST_FRAMES) break;
      const frame = new Gathered(LARGEST_MODULES);
      this.#frames.set(block.offset + at, frame);
      this.#open.add(frame);
      this.#extend(frame, block.bytes.subarray(at));
    }
    // Where no version came by there is none to lead to.
    if (this.#versions.size > 0) for (const region of this.#layout.regions) if (region.writable) this.#keep(region, block);
  }

  #extend(frame: Gathered, bytes: Buffer): void {
    const from = Math.max(0, frame.bytes.length - FRAME_END.length);
    frame.add(bytes);
    if (frame.isFull || frame.bytes.includes(FRAME_END, from)) this.#open.delete(frame);
  }

  /** Keeps what a block has of a region. */
  #keep(region: Region, block: Block): void {
    const start = Math.max(region.offset, block.offset + block.fresh);
    const end = Math.min(region.offset + region.size, block.offset + block.bytes.length, start + this.#room);
    if (start >= end) return;
    this.#room -= end - start;
    const last = this.#data.at(-1);
    const goesOn = last !== undefined && last.offset + last.bytes.bytes.length === start;
    const piece = goesOn ? last : { offset: start, bytes: new Gathered(LARGEST_DATA) };
    if (!goesOn) this.#data.push(piece);
    piece.bytes.add(block.bytes.subarray(start - block.offset, end - block.offset));
  }

  /** Follows the addresses of an older header. What could not be found is undefined. */
  resolve(pointers: Pointers): { readonly [Text in keyof BuildInfo]: BuildInfo[Text] | undefined } {
    return { version: this.#version(pointers), modules: this.#modules(pointers) };
  }

  #version(pointers: Pointers): string | undefined {
    const place = this.#stringAt(pointers.version, pointers);
    const text = place === undefined ? undefined : this.#versions.get(place.offset);
    return place === undefined || place.length > LONGEST_VERSION ? undefined : text?.slice(0, place.length);
  }

  #modules(pointers: Pointers): string | undefined {
    const place = this.#stringAt(pointers.modules, pointers);
    if (place?.length === 0) return '';
    // A program that is placed anywhere in memory gets its addresses when it is started; but its frame tells as much.
    const [only] = this.#frames.size === 1 ? this.#frames.values() : [];
    const frame = place === undefined ? only : this.#frames.get(place.offset);
    const end = frame?.bytes.indexOf(FRAME_END) ?? -1;
    return frame === undefined || end === -1 ? undefined : unframed(frame.bytes.subarray(0, end + FRAME_END.length));
  }

  /** Where the text of a string is in the file, and how long it is. */
  #stringAt(address: number, { size, order }: Pointers): { readonly offset: number; readonly length: number } | undefined {
    const at = address === 0 ? undefined : offsetOf(this.#layout, address);
    const data =
      at === undefined
        ? undefined
        : this.#data.find(({ offset, bytes }) => at >= offset && at + 2 * size <= offset + bytes.bytes.length);
    if (at === undefined || data === undefined) return undefined;
    const fields = fieldsOf(data.bytes.bytes.subarray(at - data.offset, at - data.offset + 2 * size), order);
    const length = fields.number(size, size);
    const text = fields.number(0, size);
    if (length === 0) return { offset: 0, length };
    const offset = text === 0 ? undefined : offsetOf(this.#layout, text);
    return offset === undefined ? undefined : { offset, length };
  }
}
