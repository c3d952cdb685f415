import * as fc from 'fast-check';

type Texts = fc.Arbitrary<string>;

/** Numbers that are alike but for zeros, and numbers on both sides of what a machine's integers hold. */
const NUMBERS = ['0', '1', '2', '9', '10', '11', '100', '20240329', '2147483647', '2147483648', '9007199254740993'];
const HUGE = ['99999999999999999999', '100000000000000000000'];

const one = (...texts: readonly string[]): Texts => fc.constantFrom(...texts);
const all = (...parts: readonly Texts[]): Texts => fc.tuple(...parts).map((texts) => texts.join(''));
const maybe = (part: Texts): Texts => fc.oneof(one(''), part);
const several = (part: Texts, maxLength = 2): Texts => fc.array(part, { maxLength }).map((texts) => texts.join(''));

const number = one(...NUMBERS);
const zeroed = one(...NUMBERS, '00', '01', '010');
const huge = one(...NUMBERS, ...HUGE);
const dotted = (part: Texts, more = 3): Texts => all(part, several(all(one('.'), part), more));
const three = all(number, one('.'), number, one('.'), number);

const identifier = one('0', '1', '2', '10', '9007199254740993', 'a', 'b', 'A', 'alpha', 'beta', 'rc', 'rc1', 'x-1', '-', '0a');
const preRelease = all(one('-'), dotted(identifier, 2));
const build = all(one('+'), dotted(one('1', '2', '10', 'a', 'b', '0a', 'build-1'), 1));
const semver = all(three, maybe(preRelease), maybe(build));

const toolchain = fc.oneof(
  all(one('1.'), one('4', '9', '19', '20'), maybe(one('.0', '.1', '.2', '.10', 'beta1', 'rc1', 'rc2', 'rc10'))),
  all(one('1.'), one('21', '22', '30'), one('.0', '.1', '.2', '.10', 'rc1', 'rc2', 'rc10')),
);
const pseudo = all(
  one('0', '1'),
  one('.0.', '.1.'),
  one('0-', '1-0.', '1-pre.0.'),
  one('20180101', '20240329'),
  one('120000-0123456789ab'),
);
const module = all(fc.oneof(three, pseudo, all(three, preRelease)), maybe(one('+incompatible')));

const pythonNumber = all(one('', '.', '-', '_'), huge);
const python = all(
  maybe(one('0!', '1!', '01!')),
  dotted(one(...NUMBERS, ...HUGE, '00', '01')),
  maybe(all(one('', '.', '-', '_'), one('a', 'b', 'c', 'rc', 'alpha', 'BETA', 'pre', 'preview'), maybe(pythonNumber))),
  maybe(fc.oneof(all(one('-'), huge), all(one('', '.', '-', '_'), one('post', 'rev', 'R'), maybe(pythonNumber)))),
  maybe(all(one('', '.', '-', '_'), one('dev', 'DEV'), maybe(pythonNumber))),
  maybe(
    all(
      one('+'),
      one('1', 'abc', '1e5', '0x10', '01', 'ubuntu'),
      several(all(one('.', '-', '_'), one('0', '1', '10', 'a', 'B'))),
    ),
  ),
);

const mavenWord = one(
  'alpha',
  'beta',
  'milestone',
  'rc',
  'cr',
  'CR',
  'SNAPSHOT',
  'sp',
  'jre',
  'android',
  'redhat',
  'M',
  'v',
  'x',
);
const mavenAlone = one('ga', 'Final', 'RELEASE', 'a', 'b', 'm');
const abbreviated = all(one('a', 'b', 'm'), zeroed);
const maven = all(
  dotted(one(...NUMBERS, ...HUGE, '00', '01')),
  maybe(
    fc.oneof(
      all(one('-', '.'), fc.oneof(mavenWord, mavenAlone)),
      all(one('-', '.', ''), fc.oneof(all(mavenWord, maybe(one('-')), zeroed), abbreviated)),
    ),
  ),
  maybe(fc.oneof(all(one('-'), huge))),
);

const gem = all(
  dotted(one(...NUMBERS, ...HUGE, '00', '01')),
  several(all(one('.'), one('a', 'b', 'pre', 'rc', 'RC', 'rc1', 'b2', '0', '1', 'a10b'))),
  maybe(all(one('-'), one('0', '1', 'java', 'rc.1', 'x-1'))),
);

const nugetLabel = one(
  '0',
  '1',
  '2',
  '10',
  '2147483647',
  '2147483648',
  '10000000000',
  'a',
  'A',
  'alpha',
  'ALPHA',
  'beta1',
  'x-1',
  'rc',
);
const nuget = all(dotted(zeroed), maybe(all(one('-'), dotted(nugetLabel, 2))), maybe(one('+a', '+B')));

const stability = one('alpha', 'a', 'BETA', 'b', 'RC', 'rc', 'patch', 'pl', 'p');
const composer = all(
  maybe(one('v')),
  one('0', '1', '2', '10'),
  several(all(one('.'), one('0', '1', '2', '10', '9999999')), 3),
  maybe(
    fc.oneof(all(one('-', '.', '_', ''), stability, maybe(all(one('', '.', '-'), one('0', '1', '2', '10')))), one('-stable')),
  ),
  maybe(one('-dev', '.dev')),
);

const rpmPiece = one(
  '0',
  '1',
  '9',
  '10',
  '007',
  '20240329',
  '.',
  '.',
  '_',
  '+',
  '~',
  '^',
  '-',
  'a',
  'B',
  'el9',
  'rc',
  'git',
  'module',
);
const rpm = all(
  maybe(one('0:', '1:', '01:', '32:')),
  fc.array(rpmPiece, { minLength: 1, maxLength: 9 }).map((texts) => texts.join('')),
);

const dpkgPiece = one('0', '1', '9', '10', '007', '20240329', '.', '.', '+', '~', '~~', '-', 'a', 'B', 'deb12u1', 'rc', 'ubuntu');
const dpkg = all(
  maybe(one('0:', '1:', '01:', '12:')),
  one('0', '1', '10'),
  several(dpkgPiece, 8),
  one('', '', '.', 'a', '1', '-0', '-1'),
).filter((version) => !version.endsWith('-'));

const apkNumber = one('0', '00', '1', '2', '10', '01', '010', '02', '001', '9', '20240329');
const apk = all(
  apkNumber,
  several(all(one('.'), apkNumber), 3),
  maybe(one('a', 'b', 'p', 'z')),
  several(all(one('_alpha', '_beta', '_pre', '_rc', '_cvs', '_svn', '_git', '_hg', '_p'), maybe(apkNumber))),
  maybe(all(one('-r'), apkNumber)),
);

/** Versions as each order has them, most of them plausible and many of them nearly alike. */
export const WRITTEN = {
  semver,
  module,
  toolchain,
  python,
  maven,
  gem,
  nuget,
  composer,
  numeric: dotted(huge),
  r: all(huge, several(all(one('.', '-'), huge), 3)),
  rpm,
  dpkg,
  apk,
} as const;
