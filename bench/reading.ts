/** Reads the compressed layers of these files with the readers of the distributions alone, or with all; prints the milliseconds. */
import { createReadStream } from 'node:fs';
import process from 'node:process';
import { DISTRIBUTIONS, READERS, RELEASE_READERS } from '../src/ecosystems/index.ts';
import { readLayer } from '../src/layer/read.ts';
import type { Layer } from '../src/model/image.ts';

const [which, ...files] = process.argv.slice(2);
const system = [...new Set([...RELEASE_READERS, ...DISTRIBUTIONS.flatMap(({ readers }) => readers)])];
const begin = performance.now();
let packages = 0;
for (const [index, file] of files.entries()) {
  const descriptor = { mediaType: 'application/octet-stream', digest: `sha256:${'0'.repeat(64)}`, size: undefined } as const;
  const layer: Layer = { index, descriptor, diffID: undefined };
  const sink = readLayer(layer, which === 'all' ? READERS : system);
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) await sink.write(chunk as Uint8Array);
  const { discoveries } = await sink.end();
  packages += discoveries.reduce((sum, discovery) => sum + discovery.packages.length, 0);
}
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - begin, packages }));
