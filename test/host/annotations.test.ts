import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { type Annotation, annotate, annotationsOf } from '../../src/host/annotations.ts';
import type { Place, Places } from '../../src/model/place.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE, layer, rated } from '../support/reports.ts';

function place(uri: string, line: number, kind: Place['kind'] = 'instruction'): Place {
  return { uri, startLine: line, startColumn: 1, endLine: line, endColumn: 10, kind };
}

const DOCKERFILE: Places = {
  files: ['Dockerfile', 'web/package-lock.json'],
  packages: [{ purl: 'pkg:npm/lodash@4.17.20', place: place('web/package-lock.json', 31, 'lockfile') }],
  layers: [
    { layer: 0, place: place('docker/My%20Dockerfile', 1, 'base'), instruction: 'FROM debian:12', told: 'history' },
    {
      layer: 1,
      place: place('docker/My%20Dockerfile', 3),
      instruction: 'RUN apt-get install curl',
      told: 'provenance',
      lines: [{ purl: 'pkg:deb/debian/curl@8', place: place('docker/My%20Dockerfile', 14) }],
    },
  ],
};

test('each line is told of once, with all that it decides on, the worst line first', () => {
  const findings = [
    aFinding(aVulnerability('CVE-1', rated('medium')), aPackage('zlib1g', { layer: layer(0), version: '1' }), '2'),
    aFinding(aVulnerability('CVE-2', rated('low')), aPackage('bash', { layer: layer(0), version: '5' })),
    aFinding(
      aVulnerability('CVE-3', rated('critical')),
      aPackage('lodash', { purl: 'pkg:npm/lodash@4.17.20', layer: layer(2), version: '4' }),
      '5',
    ),
    aFinding(aVulnerability('CVE-4', rated('low')), aPackage('curl', { purl: 'pkg:deb/debian/curl@8', version: '8' })),
    aFinding(aVulnerability('CVE-5', rated('high')), aPackage('wget', { version: '1' })),
    aFinding(aVulnerability('CVE-6', rated('critical')), aPackage('unplaced', { layer: layer(2) })),
  ];
  assert.deepEqual(annotationsOf(aReport({ findings, places: DOCKERFILE })), [
    {
      level: 'error',
      file: 'web/package-lock.json',
      startLine: 31,
      endLine: 31,
      title: '1 vulnerability: 1 critical',
      message: 'This entry brings CVE-3 (critical) in lodash 4 (fixed in 5).',
    },
    {
      level: 'error',
      file: 'docker/My Dockerfile',
      startLine: 3,
      endLine: 3,
      title: '1 vulnerability: 1 high',
      message: 'This instruction brings CVE-5 (high) in wget 1 (no fix yet).',
    },
    {
      level: 'warning',
      file: 'docker/My Dockerfile',
      startLine: 1,
      endLine: 1,
      title: '2 vulnerabilities: 1 medium, 1 low',
      message:
        'The base image brings CVE-1 (medium) in zlib1g 1 (fixed in 2), CVE-2 (low) in bash 5 (no fix yet). Update the base image here.',
    },
    {
      level: 'notice',
      file: 'docker/My Dockerfile',
      startLine: 14,
      endLine: 14,
      title: '1 vulnerability: 1 low',
      message: 'This instruction brings CVE-4 (low) in curl 8 (no fix yet).',
    },
  ]);
});

test('of many lines the ten worst are told of, and of many findings on a line the five worst', () => {
  const packages = Array.from({ length: 30 }, (_, index) => ({
    purl: `pkg:npm/p${index}`,
    place: place('a.lock', index + 1, 'lockfile'),
  }));
  const findings = packages.map(({ purl }, index) =>
    aFinding(aVulnerability(`CVE-${index}`, rated(index < 25 ? 'low' : 'high')), aPackage(`p${index}`, { purl })),
  );
  const shown = annotationsOf(aReport({ findings, places: { files: [], packages, layers: [] } }));
  assert.equal(shown.length, 10);
  assert.deepEqual(
    shown.slice(0, 5).map(({ startLine }) => startLine),
    [26, 27, 28, 29, 30],
  );
  const inBase = findings.map((each) => ({ ...each, package: { ...each.package, layer: layer(0) } }));
  const [one] = annotationsOf(aReport({ findings: inBase, places: { ...DOCKERFILE, packages: [] } }));
  assert.deepEqual(annotationsOf(aReport({ findings })), [], 'nobody knows where');
  assert.match(one?.message ?? '', /brings CVE-25 .* and 25 more\. Update/);
});

test('a place whose file the runner could not name is left out', () => {
  const findings = [aFinding(aVulnerability('CVE-1'), aPackage('a', { layer: layer(0) }))];
  for (const uri of ['', '%zz', 'a%0Ab', 'a%E2%80%AEb']) {
    const layers = [{ layer: 0, place: place(uri, 1), instruction: 'RUN x', told: 'history' as const }];
    assert.deepEqual(annotationsOf(aReport({ findings, places: { files: [], packages: [], layers } })), [], uri);
  }
});

test('hostile names stay in one command with the properties that it was given', async () => {
  const hostile = aFinding(aVulnerability(HOSTILE), aPackage(HOSTILE, { version: HOSTILE, layer: layer(0) }), HOSTILE);
  const layers = [{ layer: 0, place: place('a%2C,title=x%3A%3A', 1), instruction: 'RUN x', told: 'history' as const }];
  const annotations = annotationsOf(aReport({ findings: [hostile], places: { files: [], packages: [], layers } }));
  const written = spoken(annotations);
  assert.match(written, /^::error title=[^,\n]*,file=a%2C%2Ctitle=x%3A%3A,line=1,endLine=1::[^\r\n]*\n$/);
  assert.doesNotMatch(written, /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

/** What the toolkit writes to standard output for them. */
function spoken(annotations: readonly Annotation[]): string {
  const { write } = process.stdout;
  let written = '';
  process.stdout.write = (text) => {
    written += String(text);
    return true;
  };
  try {
    annotate(annotations);
  } finally {
    process.stdout.write = write;
  }
  return written;
}
