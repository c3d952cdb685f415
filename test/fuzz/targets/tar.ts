import { createCollector } from '../../../src/layer/collector.ts';
import { overlay } from '../../../src/layer/overlay.ts';
import { TarReader } from '../../../src/tar/tar.ts';
import { lineReader } from '../../support/layers.ts';
import { OVERLAY_CASES } from '../../support/overlay-cases.ts';
import { makeTar, padded, tarHeader, withChecksum } from '../../support/tar.ts';
import type { FuzzTarget } from '../target.ts';

const SPARSE = { 'GNU.sparse.map': '2,3', 'GNU.sparse.size': '10', 'GNU.sparse.name': 'x/db' };
const IN_DATA = { 'GNU.sparse.major': '1', 'GNU.sparse.realsize': '10', 'GNU.sparse.name': 'y/db' };

/** Each layer of the cases, and what only writers of tars know of. */
const TARS: readonly Uint8Array[] = [
  ...OVERLAY_CASES.flatMap(({ layers }) => layers.map(makeTar)),
  makeTar([
    { path: 'x', body: 'abc', pax: SPARSE },
    { path: 'y', body: Buffer.concat([padded(Buffer.from('1\n2\n3\n')), Buffer.from('abc')]), pax: IN_DATA },
  ]),
  Buffer.concat([
    tarHeader({ path: 'L', type: 'L', size: 8 }),
    padded(Buffer.from('long/db\0')),
    makeTar([{ path: 'x', body: 'a 1' }]),
  ]),
];

/** Makes the sums of all headers right: nearly every change would be refused for them alone. */
function summed(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 0; at + 512 <= copy.length; at += 512) {
    if (copy.toString('latin1', at + 257, at + 262) === 'ustar') withChecksum(copy.subarray(at, at + 512));
  }
  return copy;
}

/** Reads a tar as a layer, over itself. */
function run(given: Uint8Array): void {
  const bytes = summed(given);
  const collector = createCollector([lineReader]);
  const tar = new TarReader(collector);
  for (let at = 0; at < bytes.length; at += 700) tar.push(bytes.subarray(at, at + 700));
  tar.end();
  const inventory = { diffID: 'sha256:0', ...collector.collected() } as const;
  overlay([inventory, inventory]);
}

export const FUZZ_TARGETS: readonly FuzzTarget[] = [{ name: 'layer of a tar', corpus: () => TARS, run }];
