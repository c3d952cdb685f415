import { type FindingGroup, groupFindings, type Report, sourceOf, type SuppressedFinding } from '../../model/report.ts';
import { vulnerabilityAddress } from '../content/address.ts';
import { layerNumber, layersOf } from '../content/layers.ts';
import { plain } from '../content/plain.ts';
import { count } from '../content/quantity.ts';
import { compareText, rank } from '../content/rank.ts';
import { element, xmlText } from '../content/xml.ts';

/** A suite of cases as text, and how many cases of it came to what. */
export interface Suite {
  readonly text: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

const LONGEST = 4096;
const UNJUDGED = 'not judged';

/** A suite for each ecosystem, and one for what was not judged, where there is any. */
export function suitesOf(report: Report): readonly Suite[] {
  const ecosystems = new Set([...report.packages, ...all(report).map((finding) => finding.package)].map((pkg) => pkg.ecosystem));
  const suites = [...ecosystems].sort(compareText).map((ecosystem) => ecosystemSuite(ecosystem, report));
  return [...suites, ...(report.gaps.length + report.unjudged.length === 0 ? [] : [gapSuite(report)])];
}

function all(report: Report) {
  return [...report.findings, ...report.suppressed];
}

function ecosystemSuite(ecosystem: string, report: Report): Suite {
  const packages = report.packages.filter((pkg) => pkg.ecosystem === ecosystem);
  const failures = rank(groupFindings(report.findings.filter((finding) => finding.package.ecosystem === ecosystem)));
  const suppressed = report.suppressed.filter((finding) => finding.package.ecosystem === ecosystem);
  const cases = [...failures.map((group) => failureCase(group, report)), ...suppressed.map(skippedCase)];
  // A suite without a case is a mistake to many readers, and a clean ecosystem is a test that passed.
  const passed = failures.length === 0 ? [passedCase(ecosystem, packages.length)] : [];
  return toSuite(ecosystem, [...passed, ...cases], { failures: failures.length, errors: 0, skipped: suppressed.length });
}

function gapSuite({ gaps, unjudged }: Report): Suite {
  const cases = [
    ...gaps.map(({ subject, reason }) => gapCase(subject, element('error', { message: reason, type: 'gap' }))),
    ...unjudged.map(({ subject, reason }) => gapCase(subject, element('skipped', { message: reason }))),
  ];
  return toSuite(UNJUDGED, cases, { failures: 0, errors: gaps.length, skipped: unjudged.length });
}

function gapCase(subject: string, outcome: string): string {
  return element('testcase', { name: subject, classname: UNJUDGED, time: 0 }, [outcome]);
}

function toSuite(name: string, cases: readonly string[], counts: Pick<Suite, 'failures' | 'errors' | 'skipped'>): Suite {
  const tests = cases.length;
  return { ...counts, tests, text: element('testsuite', { name, tests, ...counts, time: 0 }, cases) };
}

function failureCase(group: FindingGroup, report: Report): string {
  const { vulnerability, name, version, fixedIn } = group;
  const { id, rating, summary } = vulnerability;
  const [layer] = layersOf(group);
  const fix = fixedIn === undefined ? 'no fix yet' : `fixed in ${plain(fixedIn, 255)}`;
  const body = [
    `Installed: ${group.findings.map(({ package: pkg }) => `${plain(pkg.name, 255)} ${plain(pkg.version, 255)}`).join(', ')}`,
    `Path: /${group.findings[0].package.path}`,
    ...(layer === undefined ? [] : [`Layer: ${layerNumber(layer, report)}, ${layer.digest}`]),
    `Details: ${vulnerabilityAddress(id)}`,
  ];
  const message = `${rating.severity}, ${fix}: ${summary}`;
  const failure = element(
    'failure',
    { message, type: rating.severity },
    body.map((line) => xmlText(line, LONGEST)),
  );
  return element('testcase', { name: nameOf(id, name, version), classname: classOf(group.findings[0].package), time: 0 }, [
    failure,
  ]);
}

function skippedCase({ vulnerability, package: pkg, suppression }: SuppressedFinding): string {
  const { name, version } = sourceOf(pkg);
  const why = suppression.kind === 'ignored' ? 'Ignored' : 'Not affected';
  const reason = suppression.reason === undefined ? '' : `: ${suppression.reason}`;
  const message = `${why}, says ${plain(suppression.source, 255)}${reason}`;
  return element('testcase', { name: nameOf(vulnerability.id, name, version), classname: classOf(pkg), time: 0 }, [
    element('skipped', { message }),
  ]);
}

function passedCase(ecosystem: string, packages: number): string {
  return element('testcase', { name: `${count(packages, 'package')} judged`, classname: ecosystem, time: 0 });
}

function nameOf(id: string, name: string, version: string): string {
  return `${plain(id, 255)} in ${plain(name, 255)} ${plain(version, 255)}`;
}

function classOf({ ecosystem, root }: { readonly ecosystem: string; readonly root?: string }): string {
  return root === undefined || root === '' ? ecosystem : `${ecosystem}./${root}`;
}
