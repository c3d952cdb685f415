import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../src/registry/transport.ts';
import { createWarnings } from '../../src/registry/warning.ts';

function answerWith(...values: readonly string[]): Answer {
  const headers = (name: string): readonly string[] => (name === 'warning' ? values : []);
  return {
    url: new URL('https://ghcr.io/v2/?token=secret'),
    status: 200,
    header: (name) => headers(name)[0],
    headers,
    body: (async function* () {})(),
    cancel: () => undefined,
  };
}

function told(...answers: readonly Answer[]): readonly string[] {
  const notices: string[] = [];
  const note = createWarnings((text) => void notices.push(text));
  for (const answer of answers) note(answer);
  return notices;
}

test('what a registry wants to be known is told once, with its host and nothing else of the address', () => {
  const warning = '299 - "This image moves to \\"new/app\\"."';
  assert.deepEqual(told(answerWith(warning), answerWith(warning)), ['ghcr.io says: This image moves to "new/app".']);
});

test('several warnings in a line, and in several lines, are all read', () => {
  const notices = told(answerWith('299 - "one", 299 reg "two" "Wed, 21 Oct 2026 07:28:00 GMT"', '299 - "three"'));
  assert.deepEqual(notices, ['ghcr.io says: one', 'ghcr.io says: two', 'ghcr.io says: three']);
});

test('warnings of caches, and what is no warning, are passed over', () => {
  assert.deepEqual(told(answerWith('110 - "Response is Stale"', '299', '299 - unquoted', ''), answerWith()), []);
});

test('a warning cannot write a line of the log, and a thousand of them are ten', () => {
  const [line] = told(answerWith('299 - "a\r\n::error::b\u001b[31m"'));
  assert.doesNotMatch(line ?? '', /[\r\n\u001b]/);
  assert.equal(told(...Array.from({ length: 1000 }, (_, index) => answerWith(`299 - "text ${index}"`))).length, 10);
  assert.ok((told(answerWith(`299 - "${'x'.repeat(10_000)}"`))[0] ?? '').length < 300);
});
