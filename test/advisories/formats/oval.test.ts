import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOval } from '../../../src/advisories/formats/oval.ts';
import { BARE_ADVISORY, BARE_ENTRY, before, EVERY_VERSION, EVERYTHING, inPieces, readAll, selection } from './reading.ts';

function oracleEcosystem(product: string): string | undefined {
  return product.startsWith('Oracle Linux ') ? product.replace('Linux ', 'Linux:') : undefined;
}

/** As OSV names the products of SUSE. */
function suseEcosystem(product: string): string | undefined {
  return /^(?:SUSE|openSUSE) /.test(product) ? product.replace(' ', ':') : undefined;
}

const LINUX = 'xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"';

/** Tests with their objects and states: `evr` and `arch` are what a state demands. */
interface TestOf {
  readonly name?: string;
  readonly evr?: string;
  readonly operation?: string;
  readonly arch?: string;
}

function oval(definitions: string, tests: Readonly<Record<string, TestOf>>) {
  const all = Object.entries(tests);
  const parts = [
    `<definitions>${definitions}</definitions>`,
    `<tests>${all
      .map(
        ([id]) =>
          `<rpminfo_test id="t:${id}" ${LINUX} check="all"><object object_ref="o:${id}"/><state state_ref="s:${id}"/></rpminfo_test>`,
      )
      .join('')}</tests>`,
    `<objects>${all.map(([id, { name }]) => `<rpminfo_object id="o:${id}" ${LINUX}><name>${name ?? id}</name></rpminfo_object>`).join('')}</objects>`,
    `<states>${all.map(([id, state]) => stateOf(id, state)).join('')}</states>`,
  ];
  return `<?xml version="1.0"?><oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5">${parts.join('')}</oval_definitions>`;
}

function stateOf(id: string, { evr, operation = 'less than', arch }: TestOf) {
  const evrs = evr === undefined ? '' : `<evr datatype="evr_string" operation="${operation}">${evr}</evr>`;
  const arches = arch === undefined ? '' : `<arch operation="pattern match">${arch}</arch>`;
  return `<rpminfo_state id="s:${id}" ${LINUX}>${arches}${evrs}</rpminfo_state>`;
}

function definition(criteria: string, { title = 'ELSA-2022-4803:  rsyslog security update (IMPORTANT)', metadata = '' } = {}) {
  return `<definition id="oval:com.oracle.elsa:def:20224803" class="patch"><metadata><title>\n${title}\n</title>
    <affected family="unix"><platform>Oracle Linux 7</platform></affected>${metadata}</metadata>${criteria}</definition>`;
}

const and = (...parts: string[]) => `<criteria operator="AND">${parts.join('')}</criteria>`;
const or = (...parts: string[]) => `<criteria operator="OR">${parts.join('')}</criteria>`;
const criterion = (id: string, comment: string) => `<criterion test_ref="t:${id}" comment="${comment}"/>`;
const fixed = (id: string, name = id) =>
  and(criterion(id, `${name} is earlier than 0:1-1`), criterion('key', `${name} is signed with the key`));

const WANTED = selection(['Oracle Linux:7', 'Oracle Linux:8'], ['rsyslog', 'rsyslog-doc', 'nodejs']);

function read(text: string, { wanted = WANTED, ecosystemOf = oracleEcosystem } = {}) {
  return readAll(readOval(inPieces(text, 1000), { wanted, ecosystemOf }));
}

/** As Oracle writes an erratum: release, then architecture, then packages. */
const ORACLE = definition(
  and(
    criterion('ol7', 'Oracle Linux 7 is installed'),
    or(
      and(
        criterion('arm', 'Oracle Linux arch is aarch64'),
        or(fixed('rsyslogArm', 'rsyslog'), fixed('docArm', 'rsyslog-doc'), fixed('bash')),
      ),
      and(criterion('amd', 'Oracle Linux arch is x86_64'), or(fixed('rsyslogAmd', 'rsyslog'), fixed('docAmd', 'rsyslog-doc'))),
    ),
  ),
  {
    metadata: `<reference source="elsa" ref_id="ELSA-2022-4803" ref_url="https://linux.oracle.com/errata/ELSA-2022-4803.html"/>
      <reference source="CVE" ref_id="CVE-2022-24903" ref_url="https://linux.oracle.com/cve/CVE-2022-24903.html"/>
      <description>Overflow.</description>
      <advisory><severity>IMPORTANT</severity><rights>x</rights><issued date="2022-05-31"/>
      <cve cvss3="8.1/CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H" public="20220506">CVE-2022-24903</cve></advisory>`,
  },
);
const ORACLE_TESTS = {
  ol7: { name: 'oraclelinux-release' },
  arm: { name: 'oraclelinux-release', arch: 'aarch64' },
  amd: { name: 'oraclelinux-release', arch: 'x86_64' },
  rsyslogArm: { name: 'rsyslog', evr: '0:8.24.0-57.0.4.el7_9.3' },
  docArm: { name: 'rsyslog-doc', evr: '0:8.24.0-57.0.1.el7_9.3' },
  rsyslogAmd: { name: 'rsyslog', evr: '0:8.24.0-57.0.1.el7_9.3' },
  docAmd: { name: 'rsyslog-doc', evr: '0:8.24.0-57.0.1.el7_9.3' },
  bash: { evr: '5-1' },
  key: { name: 'rsyslog' },
};

test('an erratum becomes an advisory with what each architecture needs', async () => {
  const { advisories, unread } = await read(oval(ORACLE, ORACLE_TESTS));
  const entry = { ...BARE_ENTRY, ecosystem: 'Oracle Linux:7', severityWord: 'IMPORTANT' };
  assert.deepEqual(unread, []);
  assert.deepEqual(advisories, [
    {
      ...BARE_ADVISORY,
      id: 'ELSA-2022-4803',
      upstream: ['CVE-2022-24903'],
      summary: 'rsyslog security update (IMPORTANT)',
      details: 'Overflow.',
      published: '2022-05-31T00:00:00.000Z',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      references: ['https://linux.oracle.com/errata/ELSA-2022-4803.html', 'https://linux.oracle.com/cve/CVE-2022-24903.html'],
      affected: [
        { ...entry, name: 'rsyslog', ranges: before('8.24.0-57.0.4.el7_9.3'), arches: ['aarch64'] },
        { ...entry, name: 'rsyslog-doc', ranges: before('8.24.0-57.0.1.el7_9.3'), arches: ['aarch64', 'x86_64'] },
        { ...entry, name: 'rsyslog', ranges: before('8.24.0-57.0.1.el7_9.3'), arches: ['x86_64'] },
      ],
    },
  ]);
});

test('the version that counts is the state’s, not the comment’s', async () => {
  const { advisories } = await read(oval(definition(fixed('rsyslog')), { rsyslog: { evr: '2:9-9' }, key: {} }));
  assert.deepEqual(advisories[0]?.affected[0]?.ranges, before('2:9-9'));
});

test('the release beside the packages tells the ecosystem, and without one the platforms do', async () => {
  const criteria = or(
    and(criterion('ol7', 'Oracle Linux 7 is installed'), fixed('rsyslog')),
    and(criterion('ol8', 'Oracle Linux 8 is installed'), fixed('doc', 'rsyslog-doc')),
    fixed('nodejs'),
  );
  const tests = {
    ol7: {},
    ol8: {},
    rsyslog: { evr: '1-1' },
    doc: { name: 'rsyslog-doc', evr: '1-1' },
    nodejs: { evr: '1-1' },
    key: {},
  };
  const { advisories } = await read(oval(definition(criteria), tests));
  assert.deepEqual(
    advisories[0]?.affected.map(({ name, ecosystem }) => [name, ecosystem]),
    [
      ['rsyslog', 'Oracle Linux:7'],
      ['rsyslog-doc', 'Oracle Linux:8'],
      ['nodejs', 'Oracle Linux:7'],
    ],
  );
});

test('a release beside packages in an OR does not hold for them', async () => {
  const criteria = or(criterion('ol8', 'Oracle Linux 8 is installed'), fixed('rsyslog'));
  const { advisories } = await read(oval(definition(criteria), { ol8: {}, rsyslog: { evr: '1-1' }, key: {} }));
  assert.equal(advisories[0]?.affected[0]?.ecosystem, 'Oracle Linux:7');
});

test('the module that must be enabled is the stream of the packages', async () => {
  const criteria = and(
    criterion('ol8', 'Oracle Linux 8 is installed'),
    criterion('module', 'Module nodejs:18 is enabled'),
    or(fixed('nodejs')),
  );
  const { advisories } = await read(oval(definition(criteria), { ol8: {}, module: {}, nodejs: { evr: '1:18-1' }, key: {} }));
  assert.equal(advisories[0]?.affected[0]?.module, 'nodejs:18');
});

test('one of several products beside the packages is as good as another', async () => {
  const products = or(
    criterion('a', 'SUSE Linux Enterprise Server 15 SP5 is installed'),
    criterion('b', 'openSUSE Leap 15.5 is installed'),
  );
  const criteria = and(products, or(criterion('c', 'rsyslog-8.1-1.1 is installed'), criterion('d', 'nodejs is not affected')));
  const tests = {
    a: {},
    b: {},
    c: { name: 'rsyslog', evr: '0:8.1-1.1', arch: '(aarch64|x86_64)' },
    d: { name: 'nodejs', evr: '0:0-0', operation: 'greater than' },
  };
  const wanted = selection(['SUSE:Linux Enterprise Server 15 SP5', 'openSUSE:Leap 15.5'], ['rsyslog', 'nodejs']);
  const text = oval(definition(criteria, { title: 'CVE-2022-24903' }), tests);
  const { advisories } = await read(text, { wanted, ecosystemOf: suseEcosystem });
  const rsyslog = { ...BARE_ENTRY, name: 'rsyslog', ranges: before('8.1-1.1'), arches: ['aarch64', 'x86_64'] };
  const nodejs = { ...BARE_ENTRY, name: 'nodejs', ranges: EVERY_VERSION, notAffected: true };
  assert.equal(advisories[0]?.id, 'CVE-2022-24903');
  assert.deepEqual(advisories[0]?.affected, [
    { ...rsyslog, ecosystem: 'SUSE:Linux Enterprise Server 15 SP5' },
    { ...rsyslog, ecosystem: 'openSUSE:Leap 15.5' },
    { ...nodejs, ecosystem: 'SUSE:Linux Enterprise Server 15 SP5' },
    { ...nodejs, ecosystem: 'openSUSE:Leap 15.5' },
  ]);
});

test('versions are compared as the state says', async () => {
  const criteria = or(criterion('rsyslog', ''), criterion('nodejs', ''), criterion('doc', ''));
  const tests = {
    rsyslog: { evr: '1-1', operation: 'less than or equal' },
    nodejs: { evr: '0:2-1', operation: 'equals' },
    doc: { name: 'rsyslog-doc', evr: '0:0-0', operation: 'greater than', arch: '.*' },
  };
  const { advisories } = await read(oval(definition(criteria), tests));
  assert.deepEqual(
    advisories[0]?.affected.map(({ ranges, versions, arches }) => ({ ranges, versions, arches })),
    [
      {
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { lastAffected: '1-1' }] }],
        versions: [],
        arches: undefined,
      },
      { ranges: [], versions: ['2-1'], arches: undefined },
      { ranges: EVERY_VERSION, versions: [], arches: undefined },
    ],
  );
});

test('of several vulnerabilities no score is the erratum’s', async () => {
  const cve = (id: string) => `<cve cvss3="8.1/CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H">${id}</cve>`;
  const metadata = `<advisory>${cve('CVE-2022-0001')}${cve('CVE-2022-0002')}</advisory>`;
  const { advisories } = await read(oval(definition(fixed('rsyslog'), { metadata }), { rsyslog: { evr: '1-1' }, key: {} }));
  assert.deepEqual(advisories[0]?.severity, []);
  assert.deepEqual(advisories[0]?.upstream, ['CVE-2022-0001', 'CVE-2022-0002']);
});

test('what is negated is left out', async () => {
  const criteria = and(`<criterion negate="true" test_ref="t:nodejs" comment="nodejs is earlier than 1-1"/>`, fixed('rsyslog'));
  const { advisories } = await read(oval(definition(criteria), { nodejs: { evr: '1-1' }, rsyslog: { evr: '1-1' }, key: {} }));
  assert.deepEqual(
    advisories[0]?.affected.map(({ name }) => name),
    ['rsyslog'],
  );
});

test('what cannot be read is told of, and the rest counts', async () => {
  const titled = (title: string, id: string) => definition(fixed(id), { title: `${title}: x` });
  const text = oval(
    titled('ELSA-1', 'rsyslog') + titled('ELSA-2', 'nodejs') + titled('ELSA-3', 'odd') + definition('', { title: 'ELSA-4' }),
    { nodejs: { evr: '1-1' }, odd: { name: 'rsyslog', evr: '1-1', operation: 'bitwise and' }, key: {} },
  );
  const { advisories, unread } = await read(text.replaceAll('odd is', 'rsyslog is'));
  assert.deepEqual(
    advisories.map(({ id }) => id),
    ['ELSA-2'],
  );
  assert.deepEqual(unread, [
    'the definition oval:com.oracle.elsa:def:20224803: it has no criteria',
    'ELSA-1: its test t:rsyslog is missing',
    'ELSA-3: a version "bitwise and" is not understood',
  ]);
});

test('with everything wanted everything is read', async () => {
  const { advisories } = await readAll(
    readOval(inPieces(oval(ORACLE, ORACLE_TESTS)), { wanted: EVERYTHING, ecosystemOf: oracleEcosystem }),
  );
  assert.ok(advisories[0]?.affected.some(({ name }) => name === 'bash'));
});

test('products of others are none of ours', async () => {
  const tests = { other: {}, rsyslog: { evr: '1-1' }, key: {} };
  const criteria = and(criterion('other', 'Oracle VM 3 is installed'), fixed('rsyslog'));
  assert.deepEqual(await read(oval(definition(criteria), tests)), { advisories: [], unread: [] });
});

test('a page that is no OVAL is an error', async () => {
  await assert.rejects(read('<html></html>'), /it begins with "html"/);
});
