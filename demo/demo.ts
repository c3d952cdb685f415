/**
 * Shows, on this machine alone, what the project exists for: a registry whose signed URLs live two seconds, an image whose layers
 * take longer than that, and a scan that does not mind. It runs the committed bundle as GitHub's runner would.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { makeImage } from '../test/support/images.ts';
import { besideText, osvServer } from '../test/support/osv.ts';
import { startRegistry } from '../test/support/registry.ts';
import { startStore } from '../test/support/store.ts';
import { demoExport, demoLayers } from './image.ts';

const URL_LIFE = 2;
const LAYER_SECONDS = 3;
const STEPS = 30;
/** Bytes. The image's configuration is no layer, and is sent at once. */
const SMALL = 10_000;

if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error('The demo needs Node 24: run "npm ci", which brings it, and then "npm run demo".');
  process.exit(2);
}

let sent = 0;

/** A slow line: each body takes three seconds. The fourth one breaks after two and a half, when its URL is dead already. */
async function slowly(response: ServerResponse, body: Buffer): Promise<void> {
  if (body.length < SMALL) {
    response.end(body);
    return;
  }
  sent += 1;
  const breaks = sent === 4;
  for (let step = 0; step < STEPS; step += 1) {
    if (breaks && step === (STEPS * 5) / 6) {
      response.destroy();
      return;
    }
    response.write(body.subarray((body.length * step) / STEPS, (body.length * (step + 1)) / STEPS));
    await wait((LAYER_SECONDS * 1000) / STEPS);
  }
  response.end();
}

const layers = demoLayers();
const image = makeImage(layers);
await using store = await startStore({ life: URL_LIFE, send: slowly });
await using registry = await startRegistry({
  store,
  // A cache in front of the registry answers once with a redirect of a minute ago.
  age: (digest, count) => (digest === image.layers[4]?.digest && count === 1 ? 60 : 0),
});
registry.push(image, '1.4');
await using feeds = await osvServer({ Alpine: demoExport() });

const folder = mkdtempSync(join(tmpdir(), 'hullcheck-demo-'));
const outputs = join(folder, 'outputs');
const summary = join(folder, 'summary.md');
// As the runner does before a step.
for (const file of [outputs, summary]) writeFileSync(file, '');
const reference = `${registry.host}/app:1.4`;
console.log(
  `Image ${reference}: ${layers.length} layers of ${LAYER_SECONDS} seconds each, signed URLs that live ${URL_LIFE} seconds.\n`,
);

const child = spawn(process.execPath, ['dist/index.js'], {
  stdio: 'inherit',
  env: {
    PATH: process.env['PATH'],
    HOME: folder,
    RUNNER_TEMP: folder,
    RUNNER_TOOL_CACHE: join(folder, 'tools'),
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
    'INPUT_IMAGE-REF': reference,
    'INPUT_OSV-URL': feeds.url,
    'INPUT_FEED-URLS': besideText(feeds.url),
    INPUT_FORMAT: 'sarif',
  },
});
const code = await new Promise<number>((resolve) => {
  child.on('exit', (status) => resolve(status ?? 1));
});
if (code !== 0) process.exit(code);

const values = new Map(
  [...readFileSync(outputs, 'utf8').matchAll(/^([a-z-]+)<<(\S+)\n([^]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
);
console.log('\nOutputs:');
for (const [name, value] of values) console.log(`  ${name} = ${value}`);
const resolved = Number(values.get('urls-resolved'));
const expired = Number(values.get('urls-expired'));
const resumes = Number(values.get('resumes'));
const oldest = Math.max(...store.requests.map(({ age }) => age));
const refused = store.requests.filter(({ status }) => status >= 400).length;
console.log(`
What this showed:
  ${resolved} URLs were resolved for ${layers.length} layers: one for each, and one more for each of the troubles made here.
  ${expired} had expired when it was handed out; it was asked for again.
  ${resumes} layer broke off when its own URL was already dead; it went on where it was, at a new one.
  The oldest URL that was requested was ${oldest.toFixed(1)} seconds old; the store refused ${refused} requests.
  None of the ${layers.length} layers was lost.
SARIF: ${values.get('sarif-file')}
Job summary: ${summary}`);
if (resolved !== layers.length + expired + resumes || expired !== 1 || resumes !== 1 || refused !== 0) {
  console.error('\nThese are not the figures that the demo is to show.');
  process.exit(1);
}
