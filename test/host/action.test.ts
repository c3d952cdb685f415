import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { readInput, undeclaredInputs, writeOutputs, writeSummary } from '../../src/host/action.ts';
import { createTerminalLog } from '../../src/host/terminal.ts';
import { makeFinding, makeReport } from '../support/finished-report.ts';
import { StillClock } from '../support/layer-progress.ts';

const folder = mkdtempSync(join(tmpdir(), 'action-'));
after(() => rmSync(folder, { recursive: true }));

/** A file that the runner would make, and that the toolkit finds by a variable alone. */
function runnerFile(variable: string): string {
  const path = join(folder, variable);
  writeFileSync(path, '');
  process.env[variable] = path;
  return path;
}

function readOutputs(path: string): Record<string, string> {
  const entries = [...readFileSync(path, 'utf8').matchAll(/^(.+)<<(ghadelimiter_.+)\n([^]*?)\n\2$/gm)];
  return Object.fromEntries(entries.map(([, name, , value]) => [name, value]));
}

test('an input is read as the runner hands it over, and an empty one is absent', () => {
  process.env['INPUT_IMAGE-REF'] = ' alpine:3.20 ';
  process.env['INPUT_PLATFORM'] = '';
  assert.equal(readInput('image-ref'), 'alpine:3.20');
  assert.equal(readInput('platform'), undefined);
  assert.equal(readInput('output'), undefined);
});

test('an input that does not exist is told of, with the nearest that does', () => {
  assert.deepEqual(undeclaredInputs({ 'INPUT_IMAGE-REF': 'a', INPUT_FROMAT: 'json', PATH: '/bin', INPUT: 'x' }), [
    'There is no input "fromat"; it has no effect. Did you mean "format"?',
  ]);
  const [sentence = ''] = undeclaredInputs({ 'INPUT_SEVERITY-CUTOFF': 'high' });
  assert.match(sentence, /There are: image-ref, image-path, .*, upload-sarif\.$/);
  assert.deepEqual(undeclaredInputs({ 'INPUT_REGISTRY-PASSWORD-STDIN': 'true' }).length, 1, 'a flag is no input');
});

test('the outputs of a report with findings are its numbers', () => {
  const path = runnerFile('GITHUB_OUTPUT');
  const findings = [
    makeFinding('CVE-1', 'critical', '2.0'),
    makeFinding('CVE-2', 'high'),
    makeFinding('CVE-3', 'high', '2.0'),
    makeFinding('CVE-4', 'unknown'),
  ];
  const report = makeReport({
    findings,
    packages: findings.map((finding) => finding.package),
    gaps: [{ subject: 'rpmdb', reason: 'broken' }],
  });
  writeOutputs({
    report,
    files: [
      { format: 'sarif', path: '/tmp/shop.sarif' },
      { format: 'json', path: '/tmp/shop.json' },
    ],
    failed: true,
    counting: findings.slice(0, 1),
    sarifId: 'abc',
  });
  assert.deepEqual(readOutputs(path), {
    result: 'findings',
    'sarif-file': '/tmp/shop.sarif',
    'json-file': '/tmp/shop.json',
    'report-file': '/tmp/shop.sarif',
    failed: 'true',
    'image-digest': `sha256:${'c'.repeat(64)}`,
    platform: 'linux/arm/v7',
    total: '4',
    critical: '1',
    high: '2',
    medium: '0',
    low: '0',
    unknown: '1',
    fixable: '2',
    'known-exploited': '0',
    new: '1',
    suppressed: '0',
    gaps: '1',
    packages: '4',
    layers: '2',
    'bytes-fetched': '3000',
    'urls-resolved': '5',
    'urls-expired': '2',
    resumes: '1',
    retries: '3',
    'bytes-refetched': '400',
    'sarif-id': 'abc',
  });
});

test('a report in another format has no sarif-file', () => {
  const path = runnerFile('GITHUB_OUTPUT');
  writeOutputs({ report: makeReport(), files: [{ format: 'json', path: '/tmp/shop.json' }], failed: false, counting: [] });
  const outputs = readOutputs(path);
  assert.equal(outputs['result'], 'clean');
  assert.equal(outputs['report-file'], '/tmp/shop.json');
  assert.ok(!('sarif-file' in outputs));
});

test('the summary is shown where there is a page, and only a warning where the page cannot be written', async () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  const log = createTerminalLog({ stream, environment: {}, clock: new StillClock() });
  delete process.env['GITHUB_STEP_SUMMARY'];
  await writeSummary('# Nowhere', {}, log);
  assert.deepEqual(written, []);
  process.env['GITHUB_STEP_SUMMARY'] = join(folder, 'absent');
  await writeSummary('# Lost', process.env, log);
  assert.match(written.join(''), /^warning: The job summary could not be written/);
  const path = runnerFile('GITHUB_STEP_SUMMARY');
  await writeSummary('# Findings', process.env, log);
  assert.match(readFileSync(path, 'utf8'), /# Findings\n$/);
});
