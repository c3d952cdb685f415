import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { countFindings, groupFindings, type Report } from '../../src/model/report.ts';
import { junit } from '../../src/report/junit.ts';
import { aReport } from '../support/reports.ts';
import { anyReport, fullReport, longReport } from './made-reports.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads XML by the letter of the standard, and fails at the first character that is not allowed. */
function read(report: Report): Element {
  const parser = new SaxesParser();
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(junit.render(report)).close();
  const [suites] = root.children;
  assert.ok(suites);
  return suites;
}

function all(element: Element, name: string): readonly Element[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => all(child, name))];
}

describe('junit', () => {
  test('is XML 1.0 by the letter, whatever the texts are, and counts what it holds', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const suites = read(report);
        for (const suite of [suites, ...all(suites, 'testsuite')]) {
          const counted = ['testcase', 'failure', 'error', 'skipped'].map((name) => String(all(suite, name).length));
          assert.deepEqual(
            ['tests', 'failures', 'errors', 'skipped'].map((name) => suite.attributes[name]),
            counted,
          );
        }
        assert.equal(all(suites, 'failure').length, groupFindings(report.findings).length);
        assert.equal(all(suites, 'error').length, report.gaps.length);
        assert.equal(all(suites, 'skipped').length, report.suppressed.length + report.unjudged.length);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test('is XML where texts are a megabyte each', () => void read(longReport()));

  test('is one suite for each ecosystem, and a test that failed for each finding', () => {
    const suites = read(fullReport());
    assert.equal(all(suites, 'failure').length, countFindings(fullReport().findings).total);
    assert.deepEqual(
      suites.children.map(({ attributes }) => attributes['name']),
      ['debian', 'npm', 'not judged'],
    );
    const [openssl] = all(suites, 'testcase');
    assert.equal(openssl?.attributes['name'], 'CVE-2024-6119 in openssl 3.0.13-1~deb12u1');
    const [failure] = openssl?.children ?? [];
    assert.equal(failure?.attributes['message'], 'high, fixed in 3.0.14-1~deb12u2: a flaw that CVE-2024-6119 names');
    assert.match(
      failure?.text ?? '',
      /Installed: libssl3 3\.0\.13-1~deb12u1, openssl 3\.0\.13-1~deb12u1\nPath: \/var\/lib\/dpkg\/status\nLayer: 2 of 3, sha256:/,
    );
  });

  test('shows what counts no longer as skipped, with the reason', () => {
    const messages = all(read(fullReport()), 'skipped').map(({ attributes }) => attributes['message']);
    assert.deepEqual(messages, [
      'Not affected, says vex.json: vulnerable_code_not_present: MiniZip is not built',
      'Ignored, says .ignore: accepted',
      'it is somebody else’s',
    ]);
  });

  test('has a test that passed where an ecosystem is clean', () => {
    const { packages } = fullReport();
    const suites = read(aReport({ packages }));
    assert.deepEqual(
      all(suites, 'testcase').map(({ attributes, children }) => [attributes['name'], children.length]),
      [
        ['3 packages judged', 0],
        ['1 package judged', 0],
      ],
    );
  });
});
