import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDockerfile } from '../../src/source/dockerfile.ts';
import { byProvenance, parseProvenance } from '../../src/source/provenance.ts';

const TEXT = '# syntax=docker/dockerfile:1\nFROM node:20\nRUN apt-get update \\\n && apt-get install curl\nCOPY . /app\n';
const LAYERS = ['sha256:a', 'sha256:b', 'sha256:c', 'sha256:d'];

function chain(count: number, digests = LAYERS) {
  return [
    digests.slice(0, count).map((digest) => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 1 })),
  ];
}

/** What BuildKit writes in mode `max`, as both versions of its predicate hold it. */
function metadata(
  text = TEXT,
  layers: Record<string, unknown> = { 'step2:0': chain(2), 'step3:0': chain(3), 'step4:0': chain(4) },
) {
  const at = (line: number, end = line) => ({ locations: [{ ranges: [{ start: { line }, end: { line: end } }] }] });
  return {
    source: {
      locations: { step1: {}, step2: at(2), step3: at(3, 4), step4: at(5) },
      infos: [{ filename: 'Dockerfile', language: 'Dockerfile', data: Buffer.from(text).toString('base64') }],
    },
    layers,
  };
}

const v1 = (told: unknown = metadata()) => ({ buildDefinition: {}, runDetails: { metadata: { buildkit_metadata: told } } });
const v02 = (told: unknown = metadata()) => ({ metadata: { 'https://mobyproject.org/buildkit@v1#metadata': told } });

function linesOf(documents: readonly unknown[], text = TEXT, layers: readonly string[] = LAYERS) {
  const dockerfile = parseDockerfile(text);
  assert.ok(dockerfile);
  const provenances = documents.flatMap((document) => parseProvenance(JSON.stringify(document)));
  const found = byProvenance(layers, dockerfile, provenances);
  return found === undefined ? undefined : layers.map((_, index) => found.get(index)?.startLine);
}

describe('BuildKit’s provenance leads from layers to lines', () => {
  const forms: Readonly<Record<string, unknown>> = {
    'in SLSA 1': v1(),
    'in SLSA 0.2': v02(),
    'in a statement': {
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: v1(),
    },
    'in what buildx writes of a build': { 'buildx.build.ref': 'x', 'buildx.build.provenance': v02() },
    'in what buildx writes of a build for several platforms': {
      'buildx.build.provenance/linux/arm64': v02(metadata(TEXT, { 'step2:0': chain(1, ['sha256:other']) })),
      'buildx.build.provenance/linux/amd64': v02(),
    },
  };
  for (const [form, document] of Object.entries(forms)) {
    test(form, () => assert.deepEqual(linesOf([document]), [2, 2, 3, 5]));
  }

  test('and says nothing of steps that it does not tell of', () => {
    assert.deepEqual(linesOf([v1(metadata(TEXT, { 'step4:0': chain(4) }))]), [undefined, undefined, undefined, 5]);
  });

  test('where the text is the same but for the ends of its lines', () => {
    assert.deepEqual(linesOf([v1(metadata(TEXT.replaceAll('\n', '\r\n')))]), [2, 2, 3, 5]);
  });

  test('by the file that is meant, where there are several', () => {
    const told = metadata();
    const infos = [{ data: Buffer.from('FROM other').toString('base64') }, ...told.source.infos];
    const second = { ...told.source.locations.step4.locations[0], sourceIndex: 1 };
    const locations = { ...told.source.locations, step4: { locations: [second] } };
    assert.deepEqual(linesOf([v1({ ...told, source: { infos, locations } })]), [undefined, undefined, undefined, 5]);
  });
});

describe('BuildKit’s provenance is not trusted', () => {
  test('where it is another Dockerfile’s', () => assert.equal(linesOf([v1(metadata(`${TEXT}\n`))]), undefined));
  test('where it is another image’s', () => assert.equal(linesOf([v1()], TEXT, ['sha256:x', 'sha256:y']), undefined));
  test('where a step’s image is not the beginning of this one', () => {
    const other = { 'step3:0': chain(3, ['sha256:x', 'sha256:b', 'sha256:c']), 'step2:0': chain(2) };
    assert.deepEqual(linesOf([v1(metadata(TEXT, other))]), [2, 2, undefined, undefined]);
  });
});

for (const text of [
  '',
  'null',
  '[]',
  '{}',
  '{"runDetails":[]}',
  '{"predicate":{"runDetails":{"metadata":{"buildkit_metadata":{"layers":{"a":[[1]],"b":{}}}}}}}',
  JSON.stringify(v1({ ...metadata(), source: undefined })),
]) {
  test(`${text.slice(0, 40)} tells nothing`, () => {
    const dockerfile = parseDockerfile(TEXT);
    assert.ok(dockerfile);
    assert.equal(byProvenance(LAYERS, dockerfile, parseProvenance(text)), undefined);
  });
}
