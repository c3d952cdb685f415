/** One entry of a made tar. */
export interface TarEntry {
  readonly path: string;
  readonly body?: string | Uint8Array;
  /** The type flag: `0` file, `5` directory, `2` symbolic link, `1` hard link. */
  readonly type?: string;
  readonly link?: string;
  /** Records of an extended header before the entry. */
  readonly pax?: Readonly<Record<string, string>>;
}

const BLOCK = 512;

/** A tar in POSIX form. Paths of more than 100 bytes go into an extended header. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(BLOCK * 2)]);
}

function entryBlocks(entry: TarEntry): Buffer[] {
  const body = Buffer.from(entry.body ?? '');
  const long = Buffer.byteLength(entry.path) > 100;
  const pax = { ...(long ? { path: entry.path } : {}), ...entry.pax };
  const blocks: Buffer[] = [];
  if (Object.keys(pax).length > 0) {
    const records = Buffer.from(Object.entries(pax).map(paxRecord).join(''));
    blocks.push(tarHeader({ path: 'PaxHeader', type: 'x', size: records.length }), padded(records));
  }
  blocks.push(tarHeader({ ...entry, type: entry.type ?? '0', size: body.length }), padded(body));
  return blocks;
}

function paxRecord([key, value]: [string, string]): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (Buffer.byteLength(`${length}${rest}`) !== length) length += 1;
  return `${length}${rest}`;
}

export function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

export interface HeaderFields {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  readonly link?: string;
}

/** One header block, its checksum right. */
export function tarHeader({ path, type, size, link = '' }: HeaderFields): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0, 100, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(link, 157, 100, 'utf8');
  header.write('ustar\u000000', 257, 'latin1');
  return withChecksum(header);
}

export function withChecksum(header: Buffer): Buffer {
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
