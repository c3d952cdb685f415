import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stablePath } from '../../../src/report/sarif/stable-path.ts';

const paths: Readonly<Record<string, string>> = {
  'var/lib/dpkg/status': 'var/lib/dpkg/status',
  'var/lib/dpkg/status.d/libssl3': 'var/lib/dpkg/status.d',
  'usr/local/lib/python3.12/site-packages/flask-2.3.1.dist-info/METADATA':
    'usr/local/lib/python/site-packages/flask.dist-info/METADATA',
  'app/shop-1.4.2.jar': 'app/shop.jar',
  'app/shop-api-1.4.2-SNAPSHOT.war': 'app/shop-api.war',
  'app/shop.jar': 'app/shop.jar',
  'app/log4j2.jar': 'app/log4j2.jar',
  'app/node_modules/.pnpm/@s+a@1.0.0_b@2/node_modules/@s/a/package.json':
    'app/node_modules/.pnpm/@s+a/node_modules/@s/a/package.json',
  'usr/local/bundle/specifications/nokogiri-1.15.0-x86_64-linux.gemspec': 'usr/local/bundle/specifications/nokogiri.gemspec',
  'usr/lib/ruby/gems/3.2.0/specifications/a-1.gemspec': 'usr/lib/ruby/gems/specifications/a.gemspec',
  'srv/releases/1.2.3/app': 'srv/releases/app',
  'usr/local/bin/tool': 'usr/local/bin/tool',
  'app-2/x': 'app-2/x',
  '': '',
};
for (const [path, expected] of Object.entries(paths)) {
  test(`${path} is ${expected} in every version`, () => {
    assert.equal(stablePath(path), expected);
    assert.equal(stablePath(expected), expected);
  });
}
