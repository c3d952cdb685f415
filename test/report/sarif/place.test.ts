import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import type { Place, Places } from '../../../src/model/place.ts';
import type { Finding, Report } from '../../../src/model/report.ts';
import { sarif } from '../../../src/report/sarif.ts';
import { aFinding, aPackage, aReport, aVulnerability, HOSTILE, layer, opensslFindings } from '../../support/reports.ts';
import { limitViolations } from '../../support/sarif-limits.ts';
import { schemaViolations } from '../../support/sarif-schema.ts';

function place(uri: string, line: number, kind: Place['kind'], endLine = line): Place {
  return { uri, startLine: line, startColumn: 1, endLine, endColumn: 9, kind };
}

const FROM = { place: place('Dockerfile', 1, 'base'), instruction: 'FROM debian:12', told: 'history' } as const;
const RUN = {
  layer: 1,
  place: place('Dockerfile', 2, 'instruction', 4),
  instruction: 'RUN apt-get [x](2) install',
  told: 'provenance',
} as const;

function places(given: Partial<Places> = {}): Places {
  return { files: ['Dockerfile'], packages: [], layers: [{ layer: 0, ...FROM }, RUN], ...given };
}

function resultOf(findings: readonly Finding[], where: Places | undefined, given: Partial<Report> = {}) {
  const text = sarif.render(aReport({ findings, ...(where === undefined ? {} : { places: where }), ...given }));
  assert.deepEqual([schemaViolations(text), limitViolations(text)], [[], []]);
  const [result] = (JSON.parse(text) as Log).runs[0]?.results ?? [];
  assert.ok(result);
  const { artifactLocation, region } = result.locations?.[0]?.physicalLocation ?? {};
  return { result, text: result.message.text ?? '', at: `${artifactLocation?.uri}:${region?.startLine}-${region?.endLine}` };
}

const npm = (path: string) =>
  aPackage('braces', { ecosystem: 'npm', version: '3.0.2', root: 'app', path, purl: 'pkg:npm/braces@3.0.2' });
const braces = [aFinding(aVulnerability('CVE-2024-4068'), npm('app/node_modules/braces/package.json'), '3.0.3')];
const locked = [{ purl: 'pkg:npm/braces@3.0.2', place: place('api/package-lock.json', 2417, 'lockfile') }];

describe('a result stands', () => {
  test('at the lock file’s line first of all', () => {
    const { at, result, text } = resultOf(braces, places({ packages: locked }));
    assert.equal(at, 'api/package-lock.json:2417-2417');
    assert.match(text, /Brought by layer 2 of 3: \[RUN apt-get \\\[x\\\]\(2\) install\]\(1\)\.$/);
    assert.deepEqual(
      result.relatedLocations?.map(({ id, physicalLocation }) => [
        id,
        physicalLocation?.artifactLocation?.uri,
        physicalLocation?.region?.startLine,
      ]),
      [
        [1, 'Dockerfile', 2],
        [2, 'shop/app/node_modules/braces/package.json', 1],
      ],
    );
  });

  test('at the instruction of its layer, the whole of it', () => {
    const { at, result } = resultOf(opensslFindings(), places());
    assert.equal(at, 'Dockerfile:2-4');
    assert.equal(result.properties?.['layer'].attribution, 'provenance');
    assert.equal(result.properties?.['layer'].fromBaseImage, false);
  });

  test('at the line of a long instruction that names the package', () => {
    const purl = opensslFindings()[1]?.package.purl ?? '';
    const lines = [{ purl, place: place('Dockerfile', 3, 'instruction') }];
    assert.equal(resultOf(opensslFindings(), places({ layers: [{ ...RUN, lines }] })).at, 'Dockerfile:3-3');
  });

  test('at the base that brought its layer', () => {
    const finding = aFinding(aVulnerability('CVE-2025-1'), aPackage('zlib1g', { layer: layer(0) }));
    const { at, text, result } = resultOf([finding], places());
    assert.equal(at, 'Dockerfile:1-1');
    assert.match(text, /Brought by the base image, layer 1 of 3: \[FROM debian:12\]\(1\)\.$/);
    assert.equal(result.properties?.['layer'].fromBaseImage, true);
  });

  test('at an instruction rather than at the base, where both brought some of it', () => {
    const source = { name: 'openssl', version: '3' };
    const findings = [0, 1].map((index) =>
      aFinding(aVulnerability('CVE-2025-1'), aPackage(`lib${index}`, { source, layer: layer(index) })),
    );
    const { at, text } = resultOf(findings, places());
    assert.equal(at, 'Dockerfile:2-4');
    assert.match(text, /\[FROM debian:12\]\(1\); layer 2 of 3: \[RUN .*\]\(2\)\.$/);
  });

  test('in the image, where the repository says nothing of its layer', () => {
    for (const where of [undefined, places({ layers: [] })]) {
      const { at, text } = resultOf(opensslFindings(), where);
      assert.equal(at, 'shop/var/lib/dpkg/status:1-1');
      assert.doesNotMatch(text, /\]\(/);
    }
  });

  test('never where a file of the repository has the image’s address', () => {
    const files = ['shop/var/lib/dpkg/status', 'shop/rootfs/var/lib/dpkg/status'];
    const { at, result } = resultOf(opensslFindings(), places({ layers: [], files }));
    assert.equal(at, 'shop/rootfs/rootfs/var/lib/dpkg/status:1-1');
    assert.equal(result.relatedLocations, undefined);
  });
});

test('layers of one base are one link', () => {
  const source = { name: 'openssl', version: '3' };
  const findings = [0, 1].map((index) =>
    aFinding(aVulnerability('CVE-2025-1'), aPackage(`lib${index}`, { source, layer: layer(index) })),
  );
  const { result, text } = resultOf(findings, places({ layers: [0, 1].map((index) => ({ layer: index, ...FROM })) }));
  assert.equal(text.match(/\]\(1\)/g)?.length, 2);
  assert.equal(result.relatedLocations?.[0]?.message?.text, 'FROM debian:12');
  assert.notEqual(result.relatedLocations?.[1]?.message?.text, 'FROM debian:12');
});

test('a message that has no room for its layers has no half of a link', () => {
  const name = '['.repeat(150);
  const finding = aFinding(
    aVulnerability('CVE-2025-1'),
    aPackage(name, { version: ']'.repeat(90), source: { name, version: '\\'.repeat(90) } }),
    '['.repeat(90),
  );
  const instruction = '['.repeat(400);
  const { text } = resultOf([finding], places({ layers: [{ ...RUN, instruction }] }));
  assert.ok(text.length <= 1024);
  assert.doesNotMatch(text, /(?<!\\)\[|…\]/);
});

test('an instruction that means harm makes no link but its own', () => {
  const { text } = resultOf(opensslFindings(), places({ layers: [{ ...RUN, instruction: HOSTILE }] }));
  assert.equal(text.match(/(?<!\\)\[/g)?.length, 1);
  assert.match(text, /\]\(1\)\.$/);
});
