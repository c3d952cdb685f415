/** A registry on loopback with one image of real files, in a process of its own so that it weighs on nobody's figures. */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { makeImage } from '../test/support/images.ts';
import { besideText, feedOf, osvServer } from '../test/support/osv.ts';
import { startRegistry } from '../test/support/registry.ts';
import { layerTars } from './layers.ts';

const tars = layerTars();
const image = makeImage(tars);
const registry = await startRegistry();
// What the files turn out to be is judged too, by feeds that know nothing of them.
const osv = await osvServer({ npm: feedOf({ id: 'GHSA-1' }), Go: feedOf({ id: 'GO-1' }), PyPI: feedOf({ id: 'PYSEC-1' }) });
registry.push(image, 'v1');
writeFileSync(
  process.argv[2] ?? '/dev/stdout',
  JSON.stringify({
    host: registry.host,
    osv: osv.url,
    feeds: besideText(osv.url),
    layers: image.layers.map(({ digest, bytes }) => ({ digest, size: bytes.length })),
    unpacked: tars.reduce((sum, tar) => sum + tar.length, 0),
  }),
);
