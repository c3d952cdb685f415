import * as fc from 'fast-check';
import type { Package } from '../../src/model/package.ts';
import type { Finding, Report, SuppressedFinding, Vulnerability } from '../../src/model/report.ts';
import { SEVERITIES } from '../../src/model/severity.ts';
import {
  aFinding,
  aPackage,
  aReport,
  aVulnerability,
  digestOf,
  HOSTILE,
  layer,
  opensslFindings,
  rated,
  release,
} from '../support/reports.ts';

/** Texts that have broken one form or another, and any others. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    HOSTILE,
    ']]>',
    '<!--',
    '\ud800',
    '\udfff',
    '\ufffe',
    '\uffff',
    '\u0000',
    '__proto__',
    'constructor',
    '\r\n',
    '##[x',
    '::y',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
);
const id = fc.oneof(fc.constantFrom('CVE-2024-1234', 'CVE-2024-99999', 'GHSA-2222-3333-4444', '__proto__', 'DSA-1-1'), text);
const digest = fc.nat(50).map(digestOf);
const time = fc.oneof(
  fc.constantFrom('2024-02-30T00:00:00Z', '2024-01-02T03:04:05.678901+02:00', '9999-12-31T23:59:59-23:59'),
  text,
);
const vector = fc.oneof(
  fc.constantFrom(
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
    'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H/E:P',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
    'AV:N/AC:L/Au:N/C:P/I:P/A:P',
    'CVSS:3.1/AV:N/AC:L',
    'CVSS:3.1/AV:constructor/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  ),
  text,
);

const origin = fc.record(
  { index: fc.nat(20), diffID: digest, digest, createdBy: text },
  { requiredKeys: ['index', 'diffID', 'digest'] },
);

const anyPackage: fc.Arbitrary<Package> = fc.record(
  {
    name: fc.oneof(fc.constantFrom('@a/b', 'g:a', 'openssl'), text),
    version: text,
    arch: text,
    source: fc.record({ name: text, version: text }),
    module: text,
    vendor: fc.oneof(fc.constantFrom('Red Hat, Inc. <http://bugzilla.redhat.com>', '()'), text),
    root: text,
    ecosystem: fc.oneof(fc.constantFrom('debian', 'npm', 'maven'), text),
    purl: fc.oneof(fc.constantFrom('pkg:deb/debian/openssl@3', 'pkg:npm/%40a/b@1', 'pkg:maven/g/a@1', ''), text),
    path: text,
    repository: text,
    ownedBy: text,
    layer: origin,
  },
  { requiredKeys: ['name', 'version', 'ecosystem', 'purl', 'path', 'layer'] },
);

const exploitation = fc.record(
  {
    epss: fc.record({
      probability: fc.double({ min: 0.001, max: 1, noNaN: true }),
      percentile: fc.double({ min: 0.001, max: 1, noNaN: true }),
    }),
    knownExploited: fc.record({ added: text, due: text, ransomware: fc.boolean() }, { requiredKeys: ['added', 'ransomware'] }),
  },
  { requiredKeys: [] },
);

const vulnerability: fc.Arbitrary<Vulnerability> = fc.record(
  {
    id,
    aliases: fc.array(id, { maxLength: 3 }),
    summary: text,
    details: text,
    rating: fc.record(
      {
        severity: fc.constantFrom(...SEVERITIES),
        score: fc.integer({ min: 1, max: 100 }).map((tenths) => tenths / 10),
        vector,
        origin: fc.constantFrom('distribution', 'advisory', 'cvss', 'summary', 'none'),
      },
      { requiredKeys: ['severity', 'origin'] },
    ),
    cwes: fc.array(fc.oneof(fc.constantFrom('CWE-79', 'CWE-0', 'CWE-007', 'CWE-79'), text), { maxLength: 3 }),
    references: fc.array(
      fc.oneof(fc.constantFrom('https://a.test/x?y=1&z=2', 'javascript:alert(1)', 'https://u:p@a.test/'), fc.webUrl(), text),
      {
        maxLength: 3,
      },
    ),
    published: time,
    exploitation,
  },
  { requiredKeys: ['id', 'aliases', 'summary', 'details', 'rating', 'cwes', 'references'] },
);

const gaps = fc.array(fc.record({ subject: text, reason: text }), { maxLength: 2 });

/** A report of anything, whose findings are of packages that it lists. */
export const anyReport: fc.Arbitrary<Report> = fc.array(anyPackage, { minLength: 1, maxLength: 4 }).chain((packages) => {
  const finding: fc.Arbitrary<Finding> = fc.record(
    {
      vulnerability,
      package: fc.constantFrom(...packages),
      advisories: fc.array(id, { minLength: 1, maxLength: 2 }),
      fixedIn: text,
      outlook: fc.constantFrom('deferred', 'will-not-fix', 'end-of-life'),
    },
    { requiredKeys: ['vulnerability', 'package', 'advisories'] },
  );
  const suppression = fc.record(
    { kind: fc.constantFrom('ignored', 'not-affected'), source: text, reason: text, expires: text },
    { requiredKeys: ['kind', 'source'] },
  );
  const suppressed: fc.Arbitrary<SuppressedFinding> = fc
    .tuple(finding, suppression)
    .map(([found, why]) => ({ ...found, suppression: why }));
  return fc
    .record({
      findings: fc.array(finding, { maxLength: 5 }),
      suppressed: fc.array(suppressed, { maxLength: 2 }),
      gaps,
      unjudged: gaps,
      image: fc.record({ name: text, reference: text, layers: fc.array(origin, { maxLength: 3 }) }),
      release: fc.record({ id: text, versionId: text, prettyName: text, cpe: text }),
    })
    .map(({ image, release: told, ...given }) => {
      const whole = aReport({ ...given, packages, release: { ...release(), ...told } });
      // Cloned, because what fast-check makes has not always a prototype.
      return structuredClone({
        ...whole,
        image: { ...whole.image, ...image, layers: image.layers.map((one) => ({ ...one, size: 1 })) },
      });
    });
});

/** The report that has one of everything. */
export function fullReport(): Report {
  const npm = aPackage('@acme/left-pad', {
    ecosystem: 'npm',
    version: '1.0.0',
    root: 'srv/app',
    path: 'srv/app/node_modules/@acme/left-pad/package.json',
  });
  const zlib = aPackage('zlib1g', { version: '1:1.2.13', source: { name: 'zlib', version: '1.2.13' }, layer: layer(0) });
  const findings = [
    ...opensslFindings(),
    aFinding(
      aVulnerability('GHSA-2222-3333-4444', {
        ...rated('medium'),
        aliases: ['CVE-2024-7'],
        published: '2024-09-03T00:00:00.5Z',
        exploitation: { epss: { probability: 0.25, percentile: 0.9 }, knownExploited: { added: '2024-09-04', ransomware: true } },
      }),
      npm,
    ),
  ];
  const suppressed: readonly SuppressedFinding[] = [
    {
      ...aFinding(aVulnerability('CVE-2023-45853'), zlib),
      suppression: { kind: 'not-affected', source: 'vex.json', reason: 'vulnerable_code_not_present: MiniZip is not built' },
    },
    {
      ...aFinding(aVulnerability('CVE-2024-6119'), npm),
      suppression: { kind: 'ignored', source: '.ignore', reason: 'accepted', expires: '2027-01-31' },
    },
  ];
  return aReport({
    findings,
    suppressed,
    gaps: [{ subject: 'opt/app.jar', reason: 'it is no archive' }],
    unjudged: [{ subject: 'acme-agent', reason: 'it is somebody else’s' }],
    packages: [...new Set([...findings, ...suppressed].map((finding) => finding.package))],
  });
}

/** A report whose every text is long. */
export function longReport(length = 1_000_000): Report {
  const long = 'x]]> <b> ##[y '.repeat(Math.ceil(length / 14));
  const pkg = aPackage('a', { version: long, source: { name: long, version: long }, path: long, purl: `pkg:deb/debian/${long}` });
  const told = aVulnerability('CVE-2024-1', {
    summary: long,
    details: long,
    references: [`https://a.test/${long}`],
    aliases: [long],
  });
  const finding = aFinding(told, pkg, long);
  return aReport({
    findings: [finding],
    suppressed: [{ ...finding, suppression: { kind: 'ignored', source: long, reason: long, expires: long } }],
    gaps: [{ subject: long, reason: long }],
    unjudged: [{ subject: long, reason: long }],
    release: { ...release(), prettyName: long, name: long },
  });
}
