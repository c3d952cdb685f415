import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseArguments } from '../../src/host/arguments.ts';
import { optionsOf } from '../../src/host/options.ts';

function values(...args: readonly string[]): Record<string, string> {
  const invocation = parseArguments(args);
  assert.equal(invocation.kind, 'report');
  return invocation.kind === 'report' ? Object.fromEntries(invocation.values) : {};
}

test('the image is named as a word or by its flag', () => {
  assert.deepEqual(values('report', 'alpine:3.20', '--format', 'table'), { 'image-ref': 'alpine:3.20', format: 'table' });
  assert.deepEqual(values('report', '--format=json', '--image-ref', 'alpine'), { 'image-ref': 'alpine', format: 'json' });
  assert.deepEqual(values('report', '--format', 'json', 'alpine'), { 'image-ref': 'alpine', format: 'json' });
});

test('every option of the command line is a flag', () => {
  for (const { name, placeholder } of optionsOf('command line', 'report')) {
    assert.deepEqual(values('report', `--${name}`, ...(placeholder === undefined ? [] : ['x'])), {
      [name]: placeholder === undefined ? 'true' : 'x',
    });
  }
});

test('a value may begin with a dash after an equals sign, and a dash alone is a value', () => {
  assert.deepEqual(values('report', '--registry-password=-x', '--output', '-'), { 'registry-password': '-x', output: '-' });
});

test('other commands have flags and words of their own', () => {
  assert.deepEqual(parseArguments(['update', '--db-file', 'a.db']), {
    kind: 'update',
    values: new Map([['db-file', 'a.db']]),
    words: [],
  });
  assert.deepEqual(parseArguments(['convert', 'a.json', '--format', 'sarif']), {
    kind: 'convert',
    values: new Map([['format', 'sarif']]),
    words: ['a.json'],
  });
  assert.deepEqual(parseArguments(['update', '--help']), { kind: 'help', topic: 'update' });
  assert.deepEqual(parseArguments(['help', 'convert']), { kind: 'help', topic: 'convert' });
});

test('help and version are found wherever they stand', () => {
  for (const args of [['--help'], ['-h'], ['help']]) {
    assert.deepEqual(parseArguments(args), { kind: 'help', topic: 'hullcheck' });
  }
  for (const args of [
    ['report', '--help'],
    ['report', 'alpine', '-h'],
    ['help', 'report'],
  ]) {
    assert.deepEqual(parseArguments(args), { kind: 'help', topic: 'report' });
  }
  for (const args of [['version'], ['--version']]) assert.deepEqual(parseArguments(args), { kind: 'version' });
});

suite('a command line that is wrong is refused, with what was probably meant', () => {
  const refused: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
    [[], /There is no command\./, /hullcheck report REF/],
    [['reprot', 'alpine'], /There is no command "reprot"/, /Did you mean "report"\?/],
    [['alpine:3.20'], /There is no command "alpine:3.20"/, /run "hullcheck report alpine:3.20"/],
    [['report', 'alpine', '--fromat', 'json'], /There is no flag --fromat/, /Did you mean "--format"\?/],
    [['report', 'alpine', '--zzzzzzzz'], /There is no flag --zzzzzzzz/, /report --help/],
    [['report', 'alpine', '-q'], /There is no flag -q/, /report --help/],
    [['report', 'alpine', '--summary', 'true'], /There is no flag --summary/, /report --help/],
    [['report', 'alpine', '--format'], /--format has no value/, /--format FORMAT/],
    [['report', 'alpine', '--format='], /--format has no value/, /--format=FORMAT/],
    [['report', 'alpine', '--output', '--format', 'json'], /--output has no value/, /--output FILE/],
    [['report', 'alpine', '--format', 'a', '--format', 'b'], /--format is given twice/, /once/],
    [['report', 'alpine', '--registry-password-stdin=yes'], /--registry-password-stdin takes no value/, /alone/],
    [['report', 'alpine', '--ecosystems', 'npm'], /hullcheck report takes no flag --ecosystems/, /report --help/],
    [['update', 'alpine'], /"alpine" is one word too many/, /update --help/],
    [['convert', 'a.json', 'b.json'], /"b.json" is one word too many/, /convert --help/],
    [['updat'], /There is no command "updat"/, /Did you mean "update"/],
    [['report', 'alpine', 'debian'], /"debian" is a second one/, /once for each image/],
    [['report', 'alpine', '--image-ref', 'debian'], /"alpine" is a second one/, /once for each image/],
  ];
  for (const [args, message, hint] of refused) {
    test(`hullcheck ${args.join(' ')}`, () => {
      assert.throws(() => parseArguments(args), { code: 'USAGE', message, hint });
    });
  }
});
