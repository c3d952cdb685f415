import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CRATES } from '../../../src/ecosystems/languages/rust.ts';

test('A crate has a package URL of type cargo', () => {
  assert.equal(CRATES.purl({ name: 'cfg-if', version: '1.0.5' }), 'pkg:cargo/cfg-if@1.0.5');
  assert.equal(
    CRATES.purl({ name: 'wasi', version: '0.11.0+wasi-snapshot-preview1' }),
    'pkg:cargo/wasi@0.11.0+wasi-snapshot-preview1',
  );
});

test('Crates are ordered as semantic versions', () => {
  assert.ok(CRATES.versions.compare('0.1.9', '0.1.10') < 0);
  assert.ok(CRATES.versions.compare('1.0.0-alpha.1', '1.0.0') < 0);
});

test("Rust's advisories are those of crates.io", () => {
  assert.deepEqual([CRATES.kind, CRATES.id, CRATES.feed.folder], ['language', 'crates.io', 'crates.io']);
  assert.deepEqual(
    CRATES.readers.map(({ id }) => id),
    ['rust-programs'],
  );
});
