import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GOLANG } from '../../../src/ecosystems/languages/golang.ts';

test('A Go module has a package URL whose namespace is the path to its last part', () => {
  const purls = [
    ['golang.org/x/net', 'v0.17.0', 'pkg:golang/golang.org/x/net@v0.17.0'],
    ['stdlib', '1.21.3', 'pkg:golang/stdlib@1.21.3'],
    ['github.com/docker/docker', 'v20.10.0+incompatible', 'pkg:golang/github.com/docker/docker@v20.10.0+incompatible'],
    ['gopkg.in/yaml.v3', 'v3.0.1', 'pkg:golang/gopkg.in/yaml.v3@v3.0.1'],
  ] as const;
  for (const [name, version, purl] of purls) assert.equal(GOLANG.purl({ name, version }), purl);
});

test("Go's versions are ordered as its modules and its releases are", () => {
  const pairs = [
    ['1.21rc2', '1.21.0'],
    ['1.21.3', '1.21.10'],
    ['v0.0.0-20200501145240-bc7a7d42d5c3', 'v0.1.0'],
    ['v20.10.9+incompatible', '20.10.24'],
    ['v1.0.0', '1.0.1'],
  ] as const;
  for (const [lower, higher] of pairs) {
    assert.ok(GOLANG.versions.compare(lower, higher) < 0, `${lower} < ${higher}`);
    assert.ok(GOLANG.versions.compare(higher, lower) > 0, `${higher} > ${lower}`);
  }
  assert.equal(GOLANG.versions.compare('v1.0.0+dirty', '1.0.0'), 0);
});

test("Go's advisories are those of the Go vulnerability database", () => {
  assert.deepEqual([GOLANG.kind, GOLANG.id, GOLANG.feed.folder], ['language', 'golang', 'Go']);
  assert.deepEqual(
    GOLANG.readers.map(({ id }) => id),
    ['go-programs'],
  );
});
