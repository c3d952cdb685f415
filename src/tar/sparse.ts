import { numberAt, typeFlag } from './tar-header.ts';
import type { EntryWriter } from './visitor.ts';

/** Where bytes of a file that has holes lie in it. */
interface Piece {
  readonly offset: number;
  readonly length: number;
}

/** Bytes of a map that are read, as in Go's archive/tar, with which runtimes unpack. */
const LARGEST_MAP = 1024 * 1024;
const BLOCK = 512;
/** In the old header of GNU: four pieces, whether blocks with more follow, and the file's size. */
const OLD = { pieces: { at: 386, count: 4 }, more: 482, size: 483 };
/** In a block that follows such a header. */
const OLD_MORE = { pieces: { at: 0, count: 21 }, more: 504 };

/**
 * A file that is stored without its holes. Its map lies in the header and in blocks that follow it, in an extended header, or at the
 * beginning of its data: https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
 * Throws an Error where the map makes no sense.
 */
export class SparseFile {
  /** The name, where the header has a made-up one. */
  readonly path: string | undefined;
  /** The size with the holes. */
  readonly size: number;
  readonly #pieces: Piece[] = [];
  readonly #form: 'old' | 'words' | 'data';
  /** What was read of a map in the data, and the digits of the next number. */
  readonly #numbers: number[] = [];
  #digits = '';
  #taken = 0;
  #isWhole = false;

  private constructor(form: 'old' | 'words' | 'data', size: number, path: string | undefined) {
    if (!Number.isSafeInteger(size) || size < 0) throw new Error('the size of a sparse file is not a number');
    this.#form = form;
    this.size = size;
    this.path = path;
  }

  /** Undefined where the entry has no holes. */
  static from(header: Buffer, words: ReadonlyMap<string, string>): SparseFile | undefined {
    if (typeFlag(header) === 'S') {
      const file = new SparseFile('old', numberAt(header, OLD.size, 12), undefined);
      file.#takeOld(header, OLD);
      return file;
    }
    if (words.size === 0) return undefined;
    const path = words.get('GNU.sparse.name');
    const size = decimal(words.get('GNU.sparse.realsize') ?? words.get('GNU.sparse.size') ?? '');
    if (words.get('GNU.sparse.major') === '1') return new SparseFile('data', size, path);
    const map = words.get('GNU.sparse.map');
    if (map === undefined) return undefined;
    const file = new SparseFile('words', size, path);
    file.#addAll(map.split(',').map(decimal));
    file.#isWhole = true;
    return file;
  }

  /** Whether the map is known. Where it is not, the next block belongs to it. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Whether the blocks of the map are counted in the size of the data. */
  get isMapInData(): boolean {
    return this.#form === 'data';
  }

  takeBlock(block: Buffer): void {
    this.#taken += BLOCK;
    if (this.#taken > LARGEST_MAP) throw new Error('the map of a sparse file is too large');
    if (this.#form === 'old') this.#takeOld(block, OLD_MORE);
    else this.#takeDigits(block);
  }

  /** Bytes that are not stored. Throws an Error where not as many are as the map says. */
  holes(dataSize: number): number {
    const stored = this.#pieces.reduce((sum, { length }) => sum + length, 0);
    if (stored !== dataSize) throw new Error('the map of a sparse file does not fit its data');
    return this.size - stored;
  }

  /** Takes the bytes that are stored, and writes those of the file. */
  writer(inner: EntryWriter): EntryWriter {
    const pieces = this.#pieces.values();
    let at = 0;
    let piece = pieces.next().value;
    const fillTo = (end: number): void => {
      for (; at < end; at += Math.min(ZEROES.length, end - at))
        inner.write(ZEROES.subarray(0, Math.min(ZEROES.length, end - at)));
    };
    return {
      write: (bytes) => {
        for (let taken = 0; taken < bytes.length; ) {
          while (piece !== undefined && at >= piece.offset + piece.length) piece = pieces.next().value;
          if (piece === undefined) return;
          fillTo(piece.offset);
          const length = Math.min(piece.offset + piece.length - at, bytes.length - taken);
          inner.write(bytes.subarray(taken, taken + length));
          at += length;
          taken += length;
        }
      },
      end: () => {
        fillTo(this.size);
        inner.end();
      },
    };
  }

  #takeOld(block: Buffer, { pieces, more }: typeof OLD_MORE): void {
    for (let index = 0; index < pieces.count; index += 1) {
      const at = pieces.at + 24 * index;
      if (block[at] === 0) break;
      this.#add(numberAt(block, at, 12), numberAt(block, at + 12, 12));
    }
    this.#isWhole = block[more] === 0;
  }

  /** Numbers a line: how many pieces there are, then each one's place and length. Zeroes fill the last block. */
  #takeDigits(block: Buffer): void {
    const lines = (this.#digits + block.toString('latin1')).split('\n');
    this.#digits = lines.pop() ?? '';
    for (const line of lines) {
      this.#numbers.push(decimal(line));
      if (this.#numbers.length === 1 + 2 * (this.#numbers[0] ?? 0)) {
        this.#addAll(this.#numbers.slice(1));
        this.#isWhole = true;
        return;
      }
    }
    if (this.#digits.length > BLOCK || Number.isNaN(this.#numbers[0])) throw noMap();
  }

  #addAll(numbers: readonly number[]): void {
    if (numbers.length % 2 !== 0) throw noMap();
    for (let at = 0; at < numbers.length; at += 2) this.#add(numbers[at] ?? 0, numbers[at + 1] ?? 0);
  }

  #add(offset: number, length: number): void {
    const last = this.#pieces.at(-1);
    const from = last === undefined ? 0 : last.offset + last.length;
    if (!(offset >= from && length >= 0 && offset + length <= this.size)) throw noMap();
    this.#pieces.push({ offset, length });
  }
}

const ZEROES = Buffer.alloc(64 * 1024);

function decimal(digits: string): number {
  return /^[0-9]{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}

function noMap(): Error {
  return new Error('the map of a sparse file makes no sense');
}
