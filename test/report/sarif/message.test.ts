import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Finding, groupFindings } from '../../../src/model/report.ts';
import { messageOf } from '../../../src/report/sarif/message.ts';
import { escapeMessage } from '../../../src/report/sarif/message-text.ts';
import { aFinding, aPackage, aReport, aVulnerability, layer, opensslFindings, rated } from '../../support/reports.ts';

function message(findings: readonly Finding[]): string {
  const [group] = groupFindings(findings);
  assert.ok(group);
  return messageOf(group, aReport({ findings }));
}

test('a message tells the whole story in its first sentence, then the binaries and the layer', () => {
  assert.equal(
    message(opensslFindings()),
    'openssl 3.0.13-1~deb12u1 in image ghcr.io/acme/shop is affected by CVE-2024-6119 (High), fixed in 3.0.14-1~deb12u2. ' +
      'Installed binary packages: libssl3, openssl. Brought by layer 2 of 3: RUN make part1.',
  );
});

test('a message says that there is no fix, and that nobody gave a rating', () => {
  const text = message([aFinding(aVulnerability('CVE-2025-1', rated('unknown')), aPackage('zlib1g'))]);
  assert.match(text, /is affected by CVE-2025-1 \(Unrated\), and has no fix yet\. Brought by/);
});

test('a message names each layer and each version once, and counts what it leaves out', () => {
  const vulnerability = aVulnerability('CVE-2025-1');
  const findings = Array.from({ length: 14 }, (_, index) =>
    aFinding(
      vulnerability,
      aPackage(`lib${index}`, { source: { name: 'gcc', version: `1.${index % 2}` }, layer: layer(index % 2) }),
    ),
  );
  const text = message(findings);
  assert.match(text, /^gcc 1\.0, 1\.1 in image/);
  assert.match(text, /lib9 and 4 more\./);
  assert.match(text, /Brought by layer 1 of 3: ADD file:0a1b in \/; layer 2 of 3: RUN make part1\.$/);
});

test('brackets in a message are no links, whichever way a reader takes backslashes', () => {
  assert.equal(escapeMessage('[x](1)'), '\\[x\\](1)');
  assert.equal(escapeMessage('\\[x\\](1)'), '\\\\\\[x\\\\\\](1)');
});
