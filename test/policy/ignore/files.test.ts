import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unreadable } from '../../../src/model/document.ts';
import { parseIgnoreFile } from '../../../src/policy/ignore/index.ts';
import { found, ignores } from './ignoring.ts';

const CONTENTS = {
  own: '- id: CVE-1\n',
  lines: 'CVE-1\nCVE-2 exp:2030-01-01\n',
  trivy: 'vulnerabilities:\n  - id: CVE-1\n',
  grype: 'ignore:\n  - vulnerability: CVE-1\n',
  osv: '[[IgnoredVulns]]\nid = "CVE-1"\n',
};

const idsIn = (file: string, text: string) => parseIgnoreFile(file, text).rules.flatMap(({ ids = [] }) => ids);

suite('a file that says what is ignored', () => {
  test('is known by its name, wherever it lies', () => {
    for (const [file, text] of [
      ['.hullcheck-ignore.yaml', CONTENTS.own],
      ['a/b/.hullcheck-ignore.yml', CONTENTS.own],
      ['.trivyignore', CONTENTS.lines],
      ['ci\\.trivyignore.yml', CONTENTS.trivy],
      ['.grype.yaml', CONTENTS.grype],
      ['conf/grype.yml', CONTENTS.grype],
      ['osv-scanner.toml', CONTENTS.osv],
    ] as const) {
      assert.equal(idsIn(file, text)[0], 'CVE-1', file);
    }
    assert.throws(() => parseIgnoreFile('.grype.yaml', CONTENTS.own), { name: Unreadable.name });
    assert.throws(() => parseIgnoreFile('.hullcheck-ignore.yaml', CONTENTS.grype), { name: Unreadable.name });
  });

  test('is known by its content where its name tells nothing', () => {
    for (const text of Object.values(CONTENTS)) assert.equal(idsIn('ignored', text)[0], 'CVE-1', text);
    for (const text of [CONTENTS.own, CONTENTS.trivy, CONTENTS.grype])
      assert.equal(idsIn('ignored.yaml', text)[0], 'CVE-1', text);
    assert.deepEqual(idsIn('ignored', 'CVE-1\nCVE-2: # what is no YAML\n\t- x'), ['CVE-1', 'CVE-2:', '-']);
    assert.throws(() => parseIgnoreFile('ignored.yaml', 'a: b\n'), { name: Unreadable.name, message: /it is neither a list/ });
    assert.throws(() => parseIgnoreFile('ignored.yaml', 'CVE-1\n'), { name: Unreadable.name });
  });

  test('ignores nothing with a rule that names nothing', () => {
    assert.equal(ignores([{ source: { file: 'x' } }], found()), false);
  });

  test('is refused where it is too large, or more than is held against every finding', () => {
    assert.throws(() => parseIgnoreFile('.trivyignore', 'CVE-1\n'.repeat(200_000)), {
      name: Unreadable.name,
      message: /larger than 1 MiB/,
    });
    assert.throws(() => parseIgnoreFile('.hullcheck-ignore.yaml', '- package: a\n'.repeat(1001)), {
      name: Unreadable.name,
      message: /more than 1000 of its rules name no vulnerability/,
    });
    assert.equal(parseIgnoreFile('.hullcheck-ignore.yaml', '- package: a\n'.repeat(1000)).rules.length, 1000);
  });

  test('that unfolds without end, or lies in itself without end, is refused at once', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'.split('').map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(9)}]`),
    ];
    const refused = (text: string, message: RegExp) => {
      const started = performance.now();
      assert.throws(() => parseIgnoreFile('.trivyignore.yaml', text), { name: Unreadable.name, message });
      assert.ok(performance.now() - started < 5000);
    };
    refused(bomb.join('\n'), /an alias of anything but a text is not followed/);
    refused(`${'['.repeat(20_000)}${']'.repeat(20_000)}`, /it is nested too deeply/);
    refused(`${'['.repeat(30)}${']'.repeat(30)}`, /it is nested too deeply/);
    refused(`a: &a x\nb: [${'*a,'.repeat(201)}]`, /more than 200 aliases/);
    refused(
      `vulnerabilities:\n  - id: CVE-1\n${Array.from({ length: 20_000 }, (_, at) => `    k${at}: x\n`).join('')}    k0: x\n`,
      /"k0" is there twice/,
    );
  });
});
