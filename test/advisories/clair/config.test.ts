import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseClairConfig } from '../../../src/advisories/clair/config.ts';

suite("a configuration of Clair's", () => {
  test('names the sets that run, and with them our feeds', () => {
    const config = parseClairConfig('updaters:\n  sets: [alpine, rhel-vex, rhcc, ubuntu, osv, clair.cvss, pyupio]\n');
    assert.deepEqual(config.sets, ['alpine', 'rhel-vex', 'rhcc', 'ubuntu', 'osv', 'clair.cvss', 'pyupio']);
    assert.deepEqual(config.feeds, ['alpine-secdb', 'redhat-vex', 'osv']);
    assert.deepEqual(config.enrichments, ['cvss']);
    assert.deepEqual(config.unknown, ['updaters.sets: "pyupio" is no set of updaters that is known']);
  });

  test('says where they fetch from', () => {
    const config = parseClairConfig(`
http_listen_addr: ":6060"
updaters:
  config:
    alpine: { url: "https://mirror.test/alpine/" }
    debian: { json_url: "https://mirror.test/debian.json", mirror_url: "https://mirror.test/" }
    osv: { url: "https://mirror.test/osv", allowlist: [npm, pypi] }
    suse: { url: "https://mirror.test/oval" }
    nobody: {}
    __proto__: { url: "https://mirror.test/polluted" }
`);
    assert.equal(config.sets, undefined);
    assert.equal(config.feeds.length, 7);
    assert.deepEqual(config.feedUrls, {
      'alpine-secdb': 'https://mirror.test/alpine',
      'debian-tracker': 'https://mirror.test/debian.json',
      osv: 'https://mirror.test/osv',
    });
    assert.deepEqual(config.osvEcosystems, ['npm', 'pypi']);
    assert.deepEqual(config.unknown.slice(0, 3), [
      'updaters.config.debian: "mirror_url" has no meaning here',
      'updaters.config.suse: "url" has no meaning here',
      'updaters.config: "nobody" is nothing that is known',
    ]);
    assert.equal(Object.hasOwn(Object.prototype, 'url'), false);
  });

  test('that says nothing leaves all as it is', () => {
    for (const text of ['', 'updaters: {}', 'updaters:\n', '# nothing']) {
      const { sets, feedUrls, unknown } = parseClairConfig(text);
      assert.deepEqual({ sets, feedUrls, unknown }, { sets: undefined, feedUrls: {}, unknown: [] });
    }
    assert.deepEqual(parseClairConfig('updaters: { sets: [] }').feeds, []);
  });

  const BROKEN = [
    ['no YAML', 'updaters: [', /USAGE|configuration/],
    ['of another shape', 'updaters: { sets: alpine }', /updaters\.sets: /],
    ['a list', '- updaters', /configuration/],
    [
      'full of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, at) => `${name}: &${name} [${`*${'abcdefghij'[at] ?? ''},`.repeat(9)}]`)
        .join('\n')}`,
      /alias/i,
    ],
    ['endlessly deep', '['.repeat(100_000), /configuration/],
    ['endlessly long', ' '.repeat(2_000_000), /longer/],
  ] as const;

  for (const [what, text, message] of BROKEN) {
    test(`that is ${what} is refused`, { timeout: 10_000 }, () => {
      assert.throws(() => parseClairConfig(text), { code: 'USAGE', message });
    });
  }
});
