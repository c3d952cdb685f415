import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { alpineFeed, alpineImage } from './support/alpine.ts';
import { runCommand } from './support/bundle.ts';
import { temporaryFolder, type TemporaryFolder } from './support/folder.ts';
import { blob, json, type MadeBlob } from './support/images.ts';
import { type OsvServer, osvServer } from './support/osv.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const image = alpineImage();

/** An artifact of one document. */
function artifactOf(document: MadeBlob, type: string): MadeBlob {
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${'4'.repeat(64)}`, size: 2 };
  const layers = [{ mediaType: type, digest: document.digest, size: document.bytes.length }];
  return blob(json({ schemaVersion: 2, mediaType: MANIFEST_TYPE, artifactType: type, config, layers }));
}

const described = ({ digest, bytes }: MadeBlob, more: object = {}) => ({
  mediaType: MANIFEST_TYPE,
  digest,
  size: bytes.length,
  ...more,
});

const vex = (product: string) =>
  blob(
    json({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://acme.test/vex/1',
      author: 'acme',
      timestamp: '2026-01-01T00:00:00Z',
      version: 1,
      statements: [
        {
          vulnerability: { name: 'CVE-2026-2222' },
          products: [{ '@id': product }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
        },
      ],
    }),
  );

suite('what is attached to an image in its registry', () => {
  const opened = new AsyncDisposableStack();
  let folder: TemporaryFolder;
  let osv: OsvServer;
  let registry: Registry;

  before(async () => {
    folder = opened.use(await temporaryFolder());
    osv = opened.use(await osvServer({ Alpine: alpineFeed() }));
    registry = opened.use(await startRegistry({ auth: { kind: 'bearer' } }));
  });
  after(() => opened.disposeAsync());

  async function report(tag: string, ...args: readonly string[]) {
    const all = [
      'report',
      `${registry.host}/app:${tag}`,
      '--osv-url',
      osv.url,
      '--format',
      'json',
      '--platform',
      'linux/amd64',
      ...args,
    ];
    const { status, stdout, stderr } = await runCommand(all, { folder: folder.path });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as {
      readonly suppressed: readonly { readonly vulnerability: string; readonly suppression: { readonly source: string } }[];
      readonly places?: { readonly layers: readonly { readonly told: string; readonly place: { readonly startLine: number } }[] };
    };
  }

  test('is a statement that it is not affected, which counts where it is asked for and not otherwise', async () => {
    registry.push(image, 'v1');
    const document = vex('pkg:oci/app');
    const artifact = artifactOf(document, 'application/vnd.openvex+json');
    registry.putBlob(document);
    registry.tag({ ...artifact, mediaType: MANIFEST_TYPE }, 'vex');
    // A registry without the API for what refers keeps the same index under a tag.
    const index = blob(json({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [described(artifact)] }));
    registry.tag({ ...index, mediaType: INDEX_TYPE }, image.manifest.digest.replace(':', '-'));
    const { suppressed } = await report('v1', '--vex', 'registry');
    assert.deepEqual(
      suppressed.map(({ vulnerability, suppression }) => [vulnerability, suppression.source]),
      [['CVE-2026-2222', document.digest]],
    );
    assert.deepEqual((await report('v1')).suppressed, []);
  });

  test('is how it was built, and that leads to the line of the Dockerfile', async () => {
    const dockerfile = 'FROM scratch\nCOPY base /\nRUN apk add zlib\n';
    await writeFile(join(folder.path, 'Dockerfile'), dockerfile);
    const layer = (index: number) => [[{ digest: image.layers[index]?.digest }]];
    const statement = blob(
      json({
        _type: 'https://in-toto.io/Statement/v0.1',
        predicateType: 'https://slsa.dev/provenance/v0.2',
        predicate: {
          metadata: {
            'https://mobyproject.org/buildkit@v1#metadata': {
              source: {
                infos: [{ filename: 'Dockerfile', data: Buffer.from(dockerfile).toString('base64') }],
                locations: {
                  step0: { locations: [{ ranges: [{ start: { line: 2 }, end: { line: 2 } }] }] },
                  step1: { locations: [{ ranges: [{ start: { line: 3 }, end: { line: 3 } }] }] },
                },
              },
              layers: {
                'step0:0': layer(0),
                'step1:0': [[{ digest: image.layers[0]?.digest }, { digest: image.layers[1]?.digest }]],
              },
            },
          },
        },
      }),
    );
    registry.push(image, 'single');
    registry.putBlob(statement);
    const artifact = artifactOf(statement, 'application/vnd.in-toto+json');
    registry.tag({ ...artifact, mediaType: MANIFEST_TYPE }, 'attestation');
    const about = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image.manifest.digest };
    const manifests = [
      described(image.manifest, { platform: { os: 'linux', architecture: 'amd64' } }),
      described(artifact, { annotations: about, platform: { os: 'unknown', architecture: 'unknown' } }),
    ];
    registry.tag({ ...blob(json({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests })), mediaType: INDEX_TYPE }, 'built');
    const { places } = await report('built');
    assert.deepEqual(
      places?.layers.map(({ told, place }) => [told, place.startLine]),
      [
        ['provenance', 2],
        ['provenance', 3],
      ],
    );
  });
});
