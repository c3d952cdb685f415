/** Numbers from 0 to 2^32, the same in every run of one seed: https://en.wikipedia.org/wiki/Xorshift */
export interface Random {
  /** A whole number from 0 up to, but without, the bound. */
  below(bound: number): number;
}

export function seededRandom(seed: number): Random {
  // Xorshift stays at zero for ever, and near seeds begin alike: the seed is spread over all bits first.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return {
    below(bound) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return Math.floor(((state >>> 0) / 2 ** 32) * bound);
    },
  };
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** What counts and lengths are set to: the edges of signed and unsigned fields. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  overwriteRun,
  truncate,
  smashField,
  smashField,
  swapBlocks,
  repeatBlock,
];

/** A copy of some bytes with one to six faults in it: what random chooses, and nothing else. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated: Uint8Array = Uint8Array.from(bytes);
  for (let left = 1 + random.below(6); left > 0 && mutated.length > 0; left -= 1) {
    const mutation = MUTATIONS[random.below(MUTATIONS.length)] ?? flipBits;
    mutated = mutation(mutated, random);
  }
  return mutated;
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  for (let left = 1 + random.below(8); left > 0; left -= 1) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return bytes;
}

/** Writes one byte, or any bytes, over a short run. */
function overwriteRun(bytes: Uint8Array, random: Random): Uint8Array {
  const start = random.below(bytes.length);
  const end = Math.min(bytes.length, start + 1 + random.below(64));
  const same = random.below(2) === 0 ? random.below(256) : undefined;
  for (let at = start; at < end; at += 1) bytes[at] = same ?? random.below(256);
  return bytes;
}

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.below(bytes.length));
}

/** Puts an extreme number where a length, a count or an offset may stand: in one, two or four bytes of either order. */
function smashField(bytes: Uint8Array, random: Random): Uint8Array {
  const width = [1, 2, 4][random.below(3)] ?? 4;
  // The first bytes of a file are where most of its lengths are.
  const reach = random.below(2) === 0 ? Math.min(bytes.length, 128) : bytes.length;
  const at = random.below(reach);
  const value = EDGES[random.below(EDGES.length)] ?? 0;
  const bigEndian = random.below(2) === 0;
  for (let index = 0; index < width && at + index < bytes.length; index += 1) {
    const shift = bigEndian ? width - 1 - index : index;
    bytes[at + index] = (value >>> (shift * 8)) & 0xff;
  }
  return bytes;
}

/** Exchanges two blocks of one length, as pages that point at one another are. */
function swapBlocks(bytes: Uint8Array, random: Random): Uint8Array {
  const size = blockSize(bytes, random);
  const [one, two] = [random.below(bytes.length - size + 1), random.below(bytes.length - size + 1)];
  const kept = bytes.slice(one, one + size);
  bytes.copyWithin(one, two, two + size);
  bytes.set(kept, two);
  return bytes;
}

/** Lays a copy of one block over another place. */
function repeatBlock(bytes: Uint8Array, random: Random): Uint8Array {
  const size = blockSize(bytes, random);
  const from = random.below(bytes.length - size + 1);
  return bytes.copyWithin(random.below(bytes.length - size + 1), from, from + size);
}

function blockSize(bytes: Uint8Array, random: Random): number {
  return Math.min(bytes.length, 2 ** random.below(13));
}
