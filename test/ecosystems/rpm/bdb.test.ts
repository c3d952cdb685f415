import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readBdb } from '../../../src/ecosystems/rpm/bdb.ts';
import { writeBdb } from './bdb-files.ts';

const SHORT = Buffer.from('short');
const LONG = Buffer.from('0123456789'.repeat(300));
const VALUES = [SHORT, LONG, Buffer.alloc(100, 7)];

function read(bytes: Uint8Array): readonly (string | Buffer)[] {
  return [...readBdb(bytes)].map((value) => (typeof value === 'string' ? value : Buffer.from(value)));
}

/** A copy with one number overwritten. */
function patched(bytes: Buffer, at: number, value: number, width = 4): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUIntLE(value, at, width);
  return copy;
}

for (const littleEndian of [true, false]) {
  test(`Values short and long are read, ${littleEndian ? 'little' : 'big'}-endian, and what rpm counts is none`, () => {
    for (const pageSize of [512, 4096, 65_536]) {
      for (const pageType of [2, 13]) assert.deepEqual(read(writeBdb(VALUES, { littleEndian, pageSize, pageType })), VALUES);
    }
  });
}

test('A value that cannot be read is told, and the others are read', () => {
  // Page 0 tells of the others, 1 has the counter, 2 the short value, 3 the long one, 4 to 10 what is in that, 11 the last value.
  const whole = writeBdb(VALUES);
  const [counter, short, long, chain] = [512, 1024, 1536, 2048];
  const item = long + 512 - 5 - 12;
  const told = (bytes: Buffer, reason: RegExp): void => {
    const values = read(bytes);
    const reasons = values.filter((value) => typeof value === 'string');
    assert.equal(reasons.length, 1, reasons.join());
    assert.match(reasons[0] ?? '', reason);
    assert.deepEqual(values.at(-1), VALUES[2]);
  };
  told(patched(whole, item + 4, 4_000_000), /page 4000000 is not in the file/);
  told(patched(whole, item + 4, 2), /page 2 is not a page of a long value/);
  told(patched(whole, item + 8, LONG.length + 1), /a value has 3000 bytes in place of 3001/);
  told(patched(whole, item + 8, 0xffff_ffff), /in place of 4294967295/);
  told(patched(whole, item, 9, 1), /unknown type 9/);
  told(patched(whole, chain + 16, 4), /page 4 is used twice/);
  told(patched(whole, chain + 22, 511, 2), /page 4 holds more than it can/);
  told(patched(whole, short + 20, 3, 2), /page 2 has 3 items/);
  told(patched(whole, short + 20, 0xfffe, 2), /page 2 has 65534 items/);
  told(patched(whole, short + 26, 0, 2), /page 2 has an item in the wrong place/);
  told(patched(whole, short + 28, 600, 2), /page 2 has an item in the wrong place/);
  told(patched(whole, short + 28, 29, 2), /page 2 has an item in the wrong place/);
  told(patched(whole, short + 512 - 5 - 6, 3, 1), /unknown type 3/);
  assert.equal(read(patched(whole, counter + 512 - 4, 1, 1)).length, VALUES.length + 1);
});

test('Items that share their bytes do not multiply them', () => {
  const bytes = writeBdb([Buffer.alloc(10_000, 1)], { pageSize: 65_536 });
  const page = 2 * 65_536;
  const count = 10_000;
  bytes.writeUInt16LE(count, page + 20);
  for (let at = 0; at < count; at += 1) bytes.writeUInt16LE(at % 2 === 0 ? 65_531 : 55_530, page + 26 + at * 2);
  assert.deepEqual(read(bytes), ['page 2 has an item in the wrong place.']);
});

test('A database that breaks off is told, with what came before', () => {
  const whole = writeBdb(VALUES);
  assert.deepEqual(read(whole.subarray(0, whole.length - 1)), [SHORT, LONG, 'page 11 is not in the file.']);
});

test('What is no hash database is refused', () => {
  const whole = writeBdb(VALUES);
  const refusals: ReadonlyArray<readonly [Uint8Array, RegExp]> = [
    [whole.subarray(0, 71), /too short/],
    [patched(whole, 12, 0x00053162), /not a Berkeley DB hash/],
    [patched(whole, 20, 513), /page size of 513/],
    [patched(whole, 20, 256), /page size of 256/],
    [patched(whole, 20, 131_072), /page size of 131072/],
    [patched(whole, 25, 9, 1), /first page/],
    [patched(whole, 24, 1, 1), /encrypted/],
    [patched(whole, 26, 1, 1), /checksums/],
  ];
  for (const [bytes, reason] of refusals) assert.throws(() => read(bytes), reason);
});

const PERL = `
  my ($file, $order, $size) = @ARGV;
  my $info = DB_File::HASHINFO->new; $info->{lorder} = $order; $info->{bsize} = $size;
  tie my %pairs, 'DB_File', $file, O_RDWR|O_CREAT, 0644, $info or die $!;
  my $key = sub { pack($order == 1234 ? 'V' : 'N', $_[0]) };
  for my $n (0..400) { $pairs{$key->($n)} = "$n:" . chr(65 + $n % 26) x (($n * $n * 7) % 9000) }
  for my $n (1..400) { delete $pairs{$key->($n)} if $n % 3 == 0; $pairs{$key->($n)} = "$n:again" if $n % 7 == 0 }
  untie %pairs;
`;
const skip = spawnSync('perl', ['-MDB_File', '-e', '1'], { stdio: 'ignore' }).status !== 0 && 'perl with Berkeley DB is not here';

test('What Berkeley DB itself wrote, replaced and deleted is read, in both byte orders', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-bdb-'));
  const expected: string[] = [];
  for (let n = 1; n <= 400; n += 1) {
    if (n % 7 === 0) expected.push(`${n}:again`);
    else if (n % 3 !== 0) expected.push(`${n}:${String.fromCharCode(65 + (n % 26)).repeat((n * n * 7) % 9000)}`);
  }
  try {
    for (const [order, size] of [
      ['1234', '512'],
      ['4321', '512'],
      ['1234', '4096'],
      ['4321', '65536'],
    ] as const) {
      const file = join(folder, `${order}-${size}`);
      execFileSync('perl', ['-MDB_File', '-e', PERL, file, order, size]);
      assert.deepEqual(read(readFileSync(file)).map(String).sort(), expected.sort(), `${order} ${size}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
