import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type * as fc from 'fast-check';
import { APK_VERSIONS } from '../../src/ecosystems/apk/version.ts';
import { DPKG_VERSIONS } from '../../src/ecosystems/dpkg/version.ts';
import type { VersionOrder } from '../../src/ecosystems/ecosystem.ts';
import { GO_VERSIONS } from '../../src/ecosystems/order/go.ts';
import { MAVEN_VERSIONS } from '../../src/ecosystems/order/maven.ts';
import { PACKAGIST_VERSIONS } from '../../src/ecosystems/order/packagist.ts';
import { PEP440_VERSIONS } from '../../src/ecosystems/order/pep440.ts';
import { RUBYGEMS_VERSIONS } from '../../src/ecosystems/order/rubygems.ts';
import { RPM_VERSIONS } from '../../src/ecosystems/rpm/version.ts';
import { WRITTEN } from '../ecosystems/order/generators.ts';
import { lacking, unpack } from '../ecosystems/outside.ts';
import { isRefused, samplePairs } from '../ecosystems/vectors.ts';
import { assertAgrees, type Pairs, runs } from './order-oracle.ts';

const COUNT = 20_000;

/** The same pairs in every run, without those that a line cannot carry or that `without` takes out. */
function pairsOf(versions: fc.Arbitrary<string>, count: number, without?: (version: string) => boolean): Pairs {
  const written = samplePairs(versions, 2 * count).filter((pair) => !pair.includes(''));
  const kept = without === undefined ? written : written.filter(([a, b]) => !without(a) && !without(b));
  if (kept.length < count) throw new Error(`only ${kept.length} pairs of ${count} are left`);
  return kept.slice(0, count);
}

const isNotOf =
  ({ compare }: VersionOrder) =>
  (version: string): boolean =>
    isRefused(compare, version);

const PERL = `use Dpkg::Version;
while (<STDIN>) {
  my ($x, $y) = map { Dpkg::Version->new($_) } split;
  print $x->is_valid && $y->is_valid ? ($x <=> $y) : "?", "\\n";
}`;

test(
  'dpkg: 20,000 pairs as its own Perl library orders them',
  {
    skip: runs('perl', ['-MDpkg::Version', '-e', '1']) ? false : 'Dpkg::Version is not here',
  },
  () =>
    assertAgrees(DPKG_VERSIONS, { command: 'perl', args: ['-e', PERL] }, pairsOf(WRITTEN.dpkg, COUNT, isNotOf(DPKG_VERSIONS))),
);

const DPKG = `while read -r a b; do
  if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" gt "$b"; then echo 1; else echo 0; fi
done`;

test('dpkg: 500 of them as the program itself orders them', { skip: lacking({ tools: ['dpkg'] }) }, () => {
  const pairs = pairsOf(WRITTEN.dpkg, 500, isNotOf(DPKG_VERSIONS));
  assertAgrees(DPKG_VERSIONS, { command: 'sh', args: ['-c', DPKG] }, pairs);
});

const LUA = `for line in io.lines() do
  local a, b = line:match("(%S+) (%S+)")
  print(rpm.vercmp(a, b) .. " ")
end`;

test('rpm: 20,000 pairs as rpm orders them', { skip: lacking({ tools: ['rpm'] }) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-orders-'));
  try {
    const script = join(folder, 'compare.lua');
    writeFileSync(script, LUA);
    assertAgrees(RPM_VERSIONS, { command: 'rpm', args: ['--eval', `%{lua:dofile("${script}")}`] }, pairsOf(WRITTEN.rpm, COUNT));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const ROOTFS = 'rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz';
const APK = 'while read -r a b; do "$@" version -t "$a" "$b"; done | sed "s/</-1/; s/=/0/; s/>/1/"';

// A process a pair: there is no other way to ask apk.
test('apk: 300 pairs as the apk of Alpine 3.18 orders them', {
  skip: lacking({ files: [ROOTFS], tools: ['tar'] }),
}, (context) => {
  const root = unpack(ROOTFS, ['./lib', './sbin/apk']);
  try {
    const apk = [join(root, 'lib/ld-musl-x86_64.so.1'), '--library-path', join(root, 'lib'), join(root, 'sbin/apk')] as const;
    if (!runs(apk[0], [...apk.slice(1), '--version'])) return context.skip('this machine cannot run the apk of that root');
    const pairs = pairsOf(WRITTEN.apk, 300, isNotOf(APK_VERSIONS));
    assertAgrees(APK_VERSIONS, { command: 'sh', args: ['-c', APK, 'sh', ...apk] }, pairs);
  } finally {
    rmSync(root, { recursive: true });
  }
});

const PYTHON = `import sys
from pip._vendor.packaging.version import InvalidVersion, Version
for line in sys.stdin:
  try:
    a, b = map(Version, line.split())
    print((a > b) - (a < b))
  except InvalidVersion:
    print('?')`;

test(
  'PyPI: 20,000 pairs as Python’s own "packaging" orders them',
  {
    skip: runs('python3', ['-c', 'import pip._vendor.packaging.version']) ? false : 'pip is not here',
  },
  () => assertAgrees(PEP440_VERSIONS, { command: 'python3', args: ['-c', PYTHON] }, pairsOf(WRITTEN.python, COUNT)),
);

const RUBY = `STDIN.each_line do |line|
  pair = line.split
  puts pair.all? { |text| Gem::Version.correct?(text) } ? pair.map { |text| Gem::Version.new(text) }.reduce(:<=>) : '?'
end`;

test('RubyGems: 20,000 pairs as RubyGems orders them', { skip: lacking({ tools: ['ruby'] }) }, () =>
  assertAgrees(RUBYGEMS_VERSIONS, { command: 'ruby', args: ['-e', RUBY] }, pairsOf(WRITTEN.gem, COUNT)),
);

const GO = `package main

import (
	"bufio"
	"fmt"
	"go/version"
	"os"
	"strings"

	"oracle/semver"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	answers := bufio.NewWriter(os.Stdout)
	defer answers.Flush()
	for lines.Scan() {
		a, b, _ := strings.Cut(lines.Text(), " ")
		switch {
		case semver.IsValid("v"+a) && semver.IsValid("v"+b):
			fmt.Fprintln(answers, semver.Compare("v"+a, "v"+b))
		case !strings.Contains(lines.Text(), "-") && version.IsValid("go"+a) && version.IsValid("go"+b):
			fmt.Fprintln(answers, version.Compare("go"+a, "go"+b))
		default:
			fmt.Fprintln(answers, "?")
		}
	}
}
`;

/** Since 1.21 a release of Go has three numbers. With two it names a language, which Go's advisories take for the release. */
const isLanguage = (version: string): boolean =>
  Number(/^1\.(\d+)$/.exec(version)?.[1] ?? 0) >= 21 || isNotOf(GO_VERSIONS)(version);

test('Go: 40,000 pairs as the go command orders modules and releases', {
  skip: runs('go', ['version']) ? false : 'go is not here',
}, (context) => {
  const root = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const source = join(root, 'src/cmd/vendor/golang.org/x/mod/semver/semver.go');
  if (!existsSync(source)) return context.skip('this Go comes without its source');
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-orders-'));
  try {
    mkdirSync(join(folder, 'semver'));
    copyFileSync(source, join(folder, 'semver/semver.go'));
    writeFileSync(join(folder, 'go.mod'), 'module oracle\n\ngo 1.22\n');
    writeFileSync(join(folder, 'main.go'), GO);
    const oracle = { command: 'go', args: ['run', '.'], directory: folder };
    const pairs = [...pairsOf(WRITTEN.module, COUNT, isNotOf(GO_VERSIONS)), ...pairsOf(WRITTEN.toolchain, COUNT, isLanguage)];
    assertAgrees(GO_VERSIONS, oracle, pairs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Where Debian puts them.
const MAVEN = '/usr/share/maven/lib/maven-artifact-3.x.jar';
const LANG = '/usr/share/maven/lib/commons-lang3.jar';
const JAVA = `import org.apache.maven.artifact.versioning.ComparableVersion;
class Oracle {
  public static void main(String[] args) {
    var answers = new StringBuilder();
    new java.io.BufferedReader(new java.io.InputStreamReader(System.in)).lines().forEach(line -> {
      var pair = line.split(" ");
      answers.append(new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]))).append('\\n');
    });
    System.out.print(answers);
  }
}`;

/**
 * Numbers, and behind them a number, a word, or a word with a number: what every Maven orders alike. Maven 3 departs from the
 * order's specification in words that others follow, in a release's word with a number, and in zeros of ten digits.
 */
const PLAIN = /^\d+(?:\.\d+)*(?:-\d+|[.-][a-z]+|[.-]?[a-z]+\d+|-(?!cr)[a-z]{2,}-\d+)?$/i;
const DEPARTURE = /(?:ga|final|release)-?\d|(?<!\d)0{10}/i;
const isDisputed = (version: string): boolean => !PLAIN.test(version) || DEPARTURE.test(version);

test('Maven: 20,000 pairs as Maven orders them', {
  skip: lacking({ tools: ['java'] }) || (existsSync(MAVEN) ? false : 'Maven is not here'),
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hullcheck-orders-'));
  try {
    const program = join(folder, 'Oracle.java');
    writeFileSync(program, JAVA);
    const oracle = { command: 'java', args: ['-cp', `${MAVEN}:${LANG}`, program] };
    assertAgrees(MAVEN_VERSIONS, oracle, pairsOf(WRITTEN.maven, COUNT, isDisputed));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const PHP = `require 'Composer/Semver/autoload.php';
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
  try {
    [$a, $b] = array_map([$parser, 'normalize'], explode(' ', trim($line)));
    echo version_compare($a, $b), "\\n";
  } catch (UnexpectedValueException $refusal) {
    echo "?\\n";
  }
}`;

test(
  'Packagist: 20,000 pairs as Composer orders them',
  {
    skip: runs('php', ['-r', "require 'Composer/Semver/autoload.php';"]) ? false : "Composer's PHP library is not here",
  },
  () => assertAgrees(PACKAGIST_VERSIONS, { command: 'php', args: ['-r', PHP] }, pairsOf(WRITTEN.composer, COUNT)),
);
