/** How a Berkeley DB is laid out. */
interface Layout {
  readonly littleEndian?: boolean;
  readonly pageSize?: number;
  /** 13, or 2 as until version 4.6. */
  readonly pageType?: number;
}

/** Writes a hash database with a pair a page, as no Berkeley DB would hash it: the counter at zero, and the values at one, two, … */
export function writeBdb(
  values: readonly Uint8Array[],
  { littleEndian = true, pageSize = 512, pageType = 13 }: Layout = {},
): Buffer {
  const pages: Buffer[] = [];
  const order: Order = {
    word: (page, at, value) => void (littleEndian ? page.writeUInt32LE(value, at) : page.writeUInt32BE(value, at)),
    half: (page, at, value) => void (littleEndian ? page.writeUInt16LE(value, at) : page.writeUInt16BE(value, at)),
  };
  const add = (type: number): Buffer => {
    const page = Buffer.alloc(pageSize);
    order.word(page, 8, pages.length);
    page[25] = type;
    pages.push(page);
    return page;
  };

  const meta = add(8);
  order.word(meta, 12, 0x00061561);
  order.word(meta, 16, 9);
  order.word(meta, 20, pageSize);
  for (const [number, value] of [Buffer.from([9, 0, 0, 0]), ...values].entries()) {
    const key = Buffer.alloc(5, 1);
    order.word(key, 1, number);
    const page = add(pageType);
    let item = Buffer.concat([Buffer.from([1]), value]);
    if (value.length > pageSize / 4) {
      item = Buffer.alloc(12, 3);
      order.word(item, 4, pages.length);
      order.word(item, 8, value.length);
      writeChain(value, add, order, pages);
    }
    order.half(page, 20, 2);
    order.half(page, 22, pageSize - key.length - item.length);
    order.half(page, 26, pageSize - key.length);
    order.half(page, 28, pageSize - key.length - item.length);
    page.set(key, pageSize - key.length);
    page.set(item, pageSize - key.length - item.length);
  }
  order.word(meta, 32, pages.length - 1);
  return Buffer.concat(pages);
}

interface Order {
  word(page: Buffer, at: number, value: number): void;
  half(page: Buffer, at: number, value: number): void;
}

function writeChain(value: Uint8Array, add: (type: number) => Buffer, order: Order, pages: readonly Buffer[]): void {
  for (let at = 0; at < value.length; ) {
    const page = add(7);
    const piece = value.subarray(at, at + page.length - 26);
    at += piece.length;
    order.half(page, 20, 1);
    order.half(page, 22, piece.length);
    order.word(page, 16, at < value.length ? pages.length : 0);
    page.set(piece, 26);
  }
}
