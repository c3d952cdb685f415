import assert from 'node:assert/strict';
import process from 'node:process';
import type { FileContent, FileReader } from '../../../src/model/inventory.ts';

/** What a reader makes of a file at this path, which it must want. */
export function reading(reader: FileReader, path: string, content: string | Uint8Array): FileContent {
  assert.ok(reader.wants(path), `${reader.id} does not want ${path}`);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  assert.ok(bytes.length <= reader.largest, `${path} is larger than ${reader.id} reads`);
  return reader.read({ path, bytes });
}

/** The packages of a file without a gap, as `name@version`. */
export function listed(content: FileContent): readonly string[] {
  assert.equal(content.gap, undefined);
  return content.packages.map(({ name, version }) => `${name}@${version}`);
}

/** Which of these paths a reader wants. */
export function wanted(reader: FileReader, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => reader.wants(path));
}

/** Names that no registry has ever given to a package, each of another kind of mischief. */
export const IMPOSSIBLE_NAMES: readonly string[] = [
  'a b',
  'a\u0000b',
  'a\u001b[31mb',
  'a\u202eb',
  '../../etc/passwd',
  'a\nb',
  'é',
  '<script>',
  'a'.repeat(215),
];

/** Asserts that a file is a gap which is fit for one line of a log, and holds no package. */
export function assertGap(content: FileContent, pattern: RegExp): void {
  assert.deepEqual(content.packages, []);
  assert.match(content.gap ?? '', pattern);
  assert.match(content.gap ?? '', /^[\u0020-\u007e\u00a1-\uffff]{1,260}$/);
}

/** Runs something that must not take long: what is read is linear in its size, or a file of a megabyte stops a scan. */
export function soon(run: () => unknown): void {
  // The processor's time, not the clock's: other tests run at the same time.
  const start = process.cpuUsage();
  run();
  const took = process.cpuUsage(start).user / 1000;
  assert.ok(took < 5000, `it took ${took.toFixed(0)} ms`);
}
