import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGemName } from '../../../src/ecosystems/languages/rubygems/gem-name.ts';
import { GEMSPEC } from '../../../src/ecosystems/languages/rubygems/gemspec.ts';
import { RUBYGEMS } from '../../../src/ecosystems/languages/rubygems.ts';
import { assertGap, IMPOSSIBLE_NAMES, listed, reading, soon, wanted } from './reading.ts';

const GEMS = 'usr/local/lib/ruby/gems/3.2.0';
const PATH = `${GEMS}/specifications/rexml-3.2.5.gemspec`;
const read = (text: string, path = PATH) => reading(GEMSPEC, path, text);

const WRITTEN = `# -*- encoding: utf-8 -*-
# stub: nokogiri 1.15.4 x86_64-linux lib\u0000ext
# stub: ext/nokogiri/extconf.rb

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.15.4"
  s.platform = "x86_64-linux".freeze
end
`;

test('It wants specifications of installed gems, and none of the gems themselves', () => {
  const paths = [PATH, `${GEMS}/specifications/default/json-2.6.1.gemspec`, 'specifications/a-1.gemspec'];
  assert.deepEqual(wanted(GEMSPEC, paths), paths);
  const others = [`${GEMS}/gems/rexml-3.2.5/rexml.gemspec`, `${GEMS}/specifications/rexml.rb`, 'a-specifications/a-1.gemspec'];
  assert.deepEqual(wanted(GEMSPEC, others), []);
});

test('The comment at the head tells name, version and platform', () => {
  assert.deepEqual(read(WRITTEN), {
    packages: [{ name: 'nokogiri', version: '1.15.4', arch: 'x86_64-linux', root: GEMS }],
  });
  assert.deepEqual(listed(read('# stub: other 9.9 ruby lib\ns.name = "a"\ns.version = "1.0"\n')), ['other@9.9']);
  const pure = '# stub: rexml 3.2.5 ruby lib\n';
  for (const text of [pure, `\ufeff${pure}`, pure.replace('\n', '\r\n'), `# -*- encoding: utf-8 -*-\r\n${pure}`]) {
    assert.deepEqual(read(text), { packages: [{ name: 'rexml', version: '3.2.5', root: GEMS }] });
  }
  assert.equal(read(pure, `${GEMS}/specifications/default/rexml-3.2.5.gemspec`).packages[0]?.root, GEMS);
  assert.equal(read(pure, 'specifications/rexml-3.2.5.gemspec').packages[0]?.root, '');
});

test('Where there is no such comment, plain assignments tell', () => {
  const bodies = [
    's.name = "a"\ns.version = "1.0"\n',
    "  spec.name    = 'a'\r\n\tspec.version='1.0'\r\n",
    's.name = %q<a>\ns.version = %q<1.0>.freeze\n',
    's.name = %q{a}.freeze\ns.version = Gem::Version.new("1.0")\n',
    's.name = "a".freeze\ns.version = Gem::Version.new \'1.0\'\n',
    's.rubygems_version = "9"\ns.required_ruby_version = "8"\ns.name = "a"\ns.version = "1.0"\n',
  ];
  for (const body of bodies) assert.deepEqual(listed(read(`Gem::Specification.new do |s|\n${body}end\n`)), ['a@1.0'], body);
  const platform = 's.name = "a"\ns.version = "1.0"\ns.platform = "java"\n';
  assert.equal(read(platform).packages[0]?.arch, 'java');
});

test('Where a gem computes its version, the name of the file tells', () => {
  for (const version of ['Rexml::VERSION', '"#{MAJOR}.1"', 'File.read("VERSION")', '"1\\x2e0"']) {
    assert.deepEqual(listed(read(`s.name = "rexml"\ns.version = ${version}\n`)), ['rexml@3.2.5']);
  }
  assert.throws(() => read('s.version = VERSION\n', `${GEMS}/specifications/rexml.gemspec`), {
    message: /^neither its text nor its name/,
  });
});

test('The name of a file is taken apart where the version begins', () => {
  const names: readonly (readonly [string, ReturnType<typeof parseGemName>])[] = [
    ['rexml-3.2.5', { name: 'rexml', version: '3.2.5', platform: 'ruby' }],
    ['a-2-1.0.0.pre1', { name: 'a-2', version: '1.0.0.pre1', platform: 'ruby' }],
    ['net-http-0.2.0', { name: 'net-http', version: '0.2.0', platform: 'ruby' }],
    ['nokogiri-1.15.4-x86_64-linux', { name: 'nokogiri', version: '1.15.4', platform: 'x86_64-linux' }],
    ['google-protobuf-4.0.0-arm64-darwin-20', { name: 'google-protobuf', version: '4.0.0', platform: 'arm64-darwin-20' }],
    ['nokogiri-1.15.4-java', { name: 'nokogiri', version: '1.15.4', platform: 'java' }],
    ['rexml', undefined],
    ['-1.0', undefined],
    ['a-b', undefined],
    ['', undefined],
  ];
  for (const [text, gem] of names) assert.deepEqual(parseGemName(text), gem, text);
});

test('Names and versions that no registry has are gaps', () => {
  for (const name of IMPOSSIBLE_NAMES.filter((one) => !one.includes('\n'))) {
    assertGap(read(`s.name = "${name}"\ns.version = "1"\n`), /nothing in RubyGems can have/);
  }
  assertGap(read('s.name = "a"\ns.version = "1 2"\n'), /"a" in version "1 2"/);
});

test('Specifications made to keep a parser busy are read quickly', () => {
  const megabyte = 1024 * 1024;
  const fill = (piece: string) => piece.repeat(Math.floor(megabyte / piece.length));
  for (const piece of ['\n', ' ', '\t\n', '#\n', '# stub: ', 's.name = "', 's.version=Gem::A.new((', 'a', '# stub: a b\n']) {
    soon(() => read(fill(piece)));
  }
  soon(() => parseGemName(fill('1-')));
  soon(() => parseGemName(fill('a-1-x86')));
});

test('A platform is a qualifier of the purl', () => {
  assert.equal(RUBYGEMS.purl({ name: 'rexml', version: '3.2.5' }), 'pkg:gem/rexml@3.2.5');
  assert.equal(
    RUBYGEMS.purl({ name: 'nokogiri', version: '1.15.4', arch: 'x86_64-linux' }),
    'pkg:gem/nokogiri@1.15.4?platform=x86_64-linux',
  );
});
