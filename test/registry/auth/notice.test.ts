import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toldOnce } from '../../../src/registry/auth/notice.ts';

test('each line is told once', () => {
  const lines: string[] = [];
  const tell = toldOnce((line) => void lines.push(line));
  for (const line of ['a', 'b', 'a']) tell(line);
  assert.deepEqual(lines, ['a', 'b']);
});
