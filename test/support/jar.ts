import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of an archive, and how it lies about itself. */
export interface JarEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Kept as it is instead of deflated. */
  readonly stored?: boolean;
  /**
   * Where its sizes stand: in the header (the default), or in a descriptor after the data, which may lack its signature, or be announced
   * and not there.
   */
  readonly sizes?: 'header' | 'descriptor' | 'bare-descriptor' | 'both' | 'announced';
  /** Sizes of eight bytes. */
  readonly wide?: boolean;
  /** Not in the central directory, as an entry that was deleted. */
  readonly deleted?: boolean;
  /** The size of stored data that are left out, because whoever streams the archive puts them in. */
  readonly absent?: number;
  readonly encrypted?: boolean;
  /** What the headers say where it is not the truth. */
  readonly localName?: string;
  readonly localSize?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly offset?: number;
}

export interface JarOptions {
  /** What stands before the first entry; offsets do not count it. */
  readonly prefix?: string | Uint8Array;
  readonly comment?: string | Uint8Array;
  /** An end of eight-byte numbers. */
  readonly wide?: boolean;
  /** Changes the end of the central directory before it is written. */
  readonly end?: (record: Buffer) => void;
}

/** Writes an archive: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function jarOf(entries: readonly JarEntry[], { prefix = '', comment = '', wide = false, end }: JarOptions = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = recordsOf(entry, offset);
    parts.push(local);
    if (entry.deleted !== true) directory.push(central);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const place = { count: directory.length, size: central.length, offset };
  const record = endOf(place, wide, Buffer.from(comment).length);
  end?.(record);
  const last = wide ? [end64Of(place), record] : [record];
  return Buffer.concat([Buffer.from(prefix), ...parts, central, ...last, Buffer.from(comment)]);
}

/** An archive that Maven built: its `pom.properties` and no more. */
export function mavenJar(group: string, artifact: string, version: string, more: readonly JarEntry[] = []): Buffer {
  return jarOf([pomEntry(group, artifact, version), ...more]);
}

export function pomEntry(group: string, artifact: string, version: string): JarEntry {
  const content = `#Created by Apache Maven\nversion=${version}\ngroupId=${group}\nartifactId=${artifact}\n`;
  return { name: `META-INF/maven/${group}/${artifact}/pom.properties`, content };
}

export function manifestEntry(attributes: Readonly<Record<string, string>>): JarEntry {
  const lines = Object.entries({ 'Manifest-Version': '1.0', ...attributes }).map(([name, value]) => folded(`${name}: ${value}`));
  return { name: 'META-INF/MANIFEST.MF', content: `${lines.join('\r\n')}\r\n\r\n` };
}

/** Lines of 72 bytes at most, as the tools of Java write them. */
function folded(line: string): string {
  return line.length <= 70 ? line : `${line.slice(0, 70)}\r\n ${folded(line.slice(70))}`;
}

function recordsOf(entry: JarEntry, offset: number): { readonly local: Buffer; readonly central: Buffer } {
  const content = Buffer.from(entry.content ?? '');
  const data = entry.stored === true ? content : deflateRawSync(content);
  const absent = entry.absent ?? 0;
  const truth = { crc: entry.crc ?? crc32(content), data: data.length + absent, content: content.length + absent };
  return {
    local: Buffer.concat([localHeader(entry, truth), data, descriptorOf(entry, truth)]),
    central: centralHeader(entry, truth, entry.offset ?? offset),
  };
}

function localHeader(entry: JarEntry, truth: Sizes): Buffer {
  const { sizes = 'header', wide = false } = entry;
  const inHeader = sizes === 'header' || sizes === 'both' || sizes === 'announced';
  const told = inHeader ? { ...truth, data: entry.localSize ?? truth.data } : { crc: 0, data: 0, content: 0 };
  const name = Buffer.from(entry.localName ?? entry.name);
  const extra = wide ? wideExtra([told.content, told.data]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from('PK\u0003\u0004'), sharedFields(entry, told, name.length, extra.length), name, extra]);
}

function centralHeader(entry: JarEntry, truth: Sizes, offset: number): Buffer {
  const wide = entry.wide === true;
  const name = Buffer.from(entry.name);
  const extra = wide ? wideExtra([truth.content, truth.data, offset]) : Buffer.alloc(0);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(wide ? 0xffffffff : offset, 10);
  const fields = sharedFields(entry, truth, name.length, extra.length);
  return Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([45, 3]), fields, tail, name, extra]);
}

interface Sizes {
  readonly crc: number;
  readonly data: number;
  readonly content: number;
}

/** From "version needed to extract" to "extra field length": what both headers share. */
function sharedFields(entry: JarEntry, { crc, data, content }: Sizes, name: number, extra: number): Buffer {
  const { sizes = 'header', wide = false } = entry;
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(45, 0);
  fields.writeUInt16LE((entry.encrypted === true ? 1 : 0) | (sizes === 'header' ? 0 : 8), 2);
  fields.writeUInt16LE(entry.method ?? (entry.stored === true ? 0 : 8), 4);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(wide ? 0xffffffff : data, 14);
  fields.writeUInt32LE(wide ? 0xffffffff : content, 18);
  fields.writeUInt16LE(name, 22);
  fields.writeUInt16LE(extra, 24);
  return fields;
}

function descriptorOf({ sizes = 'header', wide = false }: JarEntry, { crc, data, content }: Sizes): Buffer {
  if (sizes === 'header' || sizes === 'announced') return Buffer.alloc(0);
  const fields = Buffer.alloc(wide ? 20 : 12);
  fields.writeUInt32LE(crc, 0);
  if (wide) {
    fields.writeBigUInt64LE(BigInt(data), 4);
    fields.writeBigUInt64LE(BigInt(content), 12);
  } else {
    fields.writeUInt32LE(data, 4);
    fields.writeUInt32LE(content, 8);
  }
  return sizes === 'bare-descriptor' ? fields : Buffer.concat([Buffer.from('PK\u0007\u0008'), fields]);
}

function wideExtra(numbers: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  for (const [index, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * index);
  return extra;
}

interface DirectoryPlace {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

function endOf({ count, size, offset }: DirectoryPlace, wide: boolean, comment: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(wide ? 0xffff : count % 0x10000, 8);
  end.writeUInt16LE(wide ? 0xffff : count % 0x10000, 10);
  end.writeUInt32LE(wide ? 0xffffffff : size, 12);
  end.writeUInt32LE(wide ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment, 20);
  return end;
}

function end64Of({ count, size, offset }: DirectoryPlace): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.write('PK\u0006\u0006');
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.write('PK\u0006\u0007', 56);
  end.writeBigUInt64LE(BigInt(offset + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
