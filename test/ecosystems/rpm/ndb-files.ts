import { deflateSync } from 'node:zlib';

/** Writes a database of rpm's own form: a page of slots, the headers behind it. A value that is undefined leaves its slot free. */
export function writeNdb(values: readonly (Uint8Array | undefined)[]): Buffer {
  const slots = Buffer.alloc(4096);
  for (let at = 32; at < slots.length; at += 16) slots.write('Slot', at);
  slots.write('RpmP', 0);
  slots.writeUInt32LE(1, 12);
  slots.writeUInt32LE(values.length + 1, 16);
  const blobs: Buffer[] = [];
  let block = slots.length / 16;
  for (const [at, value] of values.entries()) {
    if (value === undefined) continue;
    const blob = writeBlob(at + 1, value);
    const slot = 32 + at * 16;
    slots.writeUInt32LE(at + 1, slot + 4);
    slots.writeUInt32LE(block, slot + 8);
    slots.writeUInt32LE(blob.length / 16, slot + 12);
    block += blob.length / 16;
    blobs.push(blob);
  }
  return Buffer.concat([slots, ...blobs]);
}

function writeBlob(number: number, value: Uint8Array): Buffer {
  const blob = Buffer.alloc(Math.ceil((16 + value.length + 12) / 16) * 16);
  blob.write('BlbS', 0);
  blob.writeUInt32LE(number, 4);
  blob.writeUInt32LE(1, 8);
  blob.writeUInt32LE(value.length, 12);
  blob.set(value, 16);
  const tail = blob.length - 12;
  blob.writeUInt32LE(zlibAdler32(blob.subarray(0, tail)), tail);
  blob.writeUInt32LE(value.length, tail + 4);
  blob.write('BlbE', tail + 8);
  return blob;
}

/** The checksum as zlib works it out: it stands at the end of what it compresses. */
export function zlibAdler32(bytes: Uint8Array): number {
  return deflateSync(bytes).readUInt32BE(deflateSync(bytes).length - 4);
}
