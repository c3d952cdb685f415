import process from 'node:process';
import { createCollector } from '../../src/layer/collector.ts';
import { TarReader } from '../../src/tar/tar.ts';
import { lineReader } from '../support/layers.ts';
import { tarHeader } from '../support/tar.ts';

/** Reads a tar of so many empty files, which is made as it is read, and tells what it took. */
const count = Number(process.argv[2]);
const AT_ONCE = 2000;
const BLANK = tarHeader({ path: '', type: '0', size: 0 });
/** The sum of a header's bytes, its name and the field of the sum left out. */
const SUM = BLANK.reduce((sum, byte, at) => (at >= 148 && at < 156 ? sum : sum + byte), 8 * 0x20);

const collector = createCollector([lineReader]);
const reader = new TarReader(collector);
const chunk = Buffer.concat(Array.from({ length: AT_ONCE }, () => BLANK));
let milliseconds = 0;
for (let entry = 0; entry < count; entry += AT_ONCE) {
  for (let index = 0; index < AT_ONCE; index += 1) name(chunk.subarray(index * 512), entry + index);
  const started = performance.now();
  reader.push(chunk);
  milliseconds += performance.now() - started;
}
reader.end();
const ended = performance.now();
const { files } = collector.collected();
milliseconds += performance.now() - ended;
process.stdout.write(JSON.stringify({ milliseconds, maxRSS: process.resourceUsage().maxRSS * 1024, files: files.hashes.length }));

function name(header: Buffer, entry: number): void {
  const length = header.write(`usr/lib/folder-${Math.floor(entry / 50)}/some-package/file-${entry}`, 'latin1');
  let sum = SUM;
  for (let at = 0; at < length; at += 1) sum += header[at] ?? 0;
  header.write(sum.toString(8).padStart(6, '0'), 148, 'latin1');
}
