import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVex } from '../../../src/advisories/formats/csaf-vex.ts';
import { BARE_ADVISORY, BARE_ENTRY, before, EVERY_VERSION, readAll, selection } from './reading.ts';

const BASEOS = 'Red Hat:enterprise_linux:9::baseos';
const RHEL_8 = 'Red Hat:enterprise_linux:8';
const APPSTREAM_8 = 'Red Hat:enterprise_linux:8::appstream';
const WANTED = selection([BASEOS, RHEL_8, APPSTREAM_8], ['openssl', 'openssl-libs', 'nodejs', 'samba', 'postgresql', 'php']);

const branch = (id: string, helper?: object) => ({
  category: 'product_version',
  name: id,
  product: { name: id, product_id: id, ...(helper === undefined ? {} : { product_identification_helper: helper }) },
});

/** `<product>` of `<within>`, under the id that Red Hat makes of both. */
const part = (within: string, product: string) => ({
  category: 'default_component_of',
  full_product_name: { name: `${product} of ${within}`, product_id: `${within}:${product}` },
  product_reference: product,
  relates_to_product_reference: within,
});

interface Vex {
  readonly branches?: readonly object[];
  readonly parts?: readonly (readonly [string, string])[];
  readonly vulnerability: object;
}

function vex({ branches = [], parts = [], vulnerability }: Vex) {
  const products = [
    branch('BaseOS-9', { cpe: 'cpe:/o:redhat:enterprise_linux:9::baseos' }),
    branch('AppStream-8', { cpe: 'cpe:2.3:a:redhat:enterprise_linux:8:*:appstream:*:*:*:*:*' }),
    branch('rhel_8', { cpe: 'cpe:/o:redhat:enterprise_linux:8' }),
  ];
  const architectures = { category: 'architecture', name: 'x86_64', branches };
  return {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      title: 'openssl: a flaw',
      references: [{ category: 'self', url: 'https://example.com/self.json' }],
      tracking: { id: 'CVE-2024-0001', status: 'final', current_release_date: '2024-06-01T00:00:00+00:00' },
    },
    product_tree: {
      branches: [
        { category: 'vendor', name: 'Red Hat', branches: [{ category: 'product_family', branches: products }, architectures] },
      ],
      relationships: parts.map(([within, product]) => part(within, product)),
    },
    vulnerabilities: [{ cve: 'CVE-2024-0001', ...vulnerability }],
  };
}

function read(document: unknown) {
  return readAll(readVex(JSON.stringify(document), WANTED));
}

const rpm = (nevra: string, purl: string) => branch(nevra, { purl });

test('a vulnerability becomes an advisory with the fixes of all architectures', async () => {
  const libs = (arch: string) => `openssl-libs-1:3.0.7-25.el9_3.${arch}`;
  const ids = [...['aarch64', 'x86_64'].map(libs), 'openssl-1:3.0.7-25.el9_3.src', 'bash-5.1-1.x86_64'];
  const products = ids.map((id) => `BaseOS-9:${id}`);
  const document = vex({
    branches: [
      ...['aarch64', 'x86_64'].map((arch) => rpm(libs(arch), `pkg:rpm/redhat/openssl-libs@3.0.7-25.el9_3?arch=${arch}&epoch=1`)),
      rpm('openssl-1:3.0.7-25.el9_3.src', 'pkg:rpm/redhat/openssl@3.0.7-25.el9_3?arch=src&epoch=1'),
      rpm('bash-5.1-1.x86_64', 'pkg:rpm/redhat/bash@5.1-1?arch=x86_64'),
    ],
    parts: ids.map((id) => ['BaseOS-9', id] as const),
    vulnerability: {
      title: 'openssl: denial of service',
      cwe: { id: 'CWE-476', name: 'NULL Pointer Dereference' },
      notes: [
        { category: 'summary', text: 'Short.' },
        { category: 'description', text: 'Long.' },
      ],
      release_date: '2024-03-05T00:00:00+00:00',
      references: [{ category: 'external', url: 'https://example.com/bug' }, { url: 'ftp://example.com' }],
      product_status: { fixed: products },
      scores: [{ cvss_v3: { baseScore: 5.9, vectorString: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H' }, products }],
      threats: [
        { category: 'impact', details: 'Moderate', product_ids: products },
        { category: 'exploit_status', details: 'CISA', product_ids: products },
      ],
      remediations: [{ category: 'vendor_fix', details: 'Update.', product_ids: products }],
    },
  });
  const entry = {
    ...BARE_ENTRY,
    ecosystem: BASEOS,
    ranges: before('1:3.0.7-25.el9_3'),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
    severityWord: 'Moderate',
  };
  assert.deepEqual(await read(document), {
    unread: [],
    advisories: [
      {
        ...BARE_ADVISORY,
        id: 'CVE-2024-0001',
        summary: 'openssl: denial of service',
        details: 'Long.',
        published: '2024-03-05T00:00:00.000Z',
        modified: '2024-06-01T00:00:00.000Z',
        cwes: ['CWE-476'],
        references: ['https://example.com/bug', 'https://example.com/self.json'],
        affected: [
          { ...entry, name: 'openssl-libs', arches: ['aarch64', 'x86_64'] },
          { ...entry, name: 'openssl' },
        ],
      },
    ],
  });
});

/** One product of RHEL 8 with a status. */
async function entryOf(status: string, one: { id?: string; purl?: string; remediations?: readonly object[] }) {
  const { id = 'samba', purl, remediations = [] } = one;
  const document = vex({
    branches: [branch(id, purl === undefined ? undefined : { purl })],
    parts: [['rhel_8', id]],
    vulnerability: {
      product_status: { [status]: [`rhel_8:${id}`] },
      remediations: remediations.map((remediation) => ({ ...remediation, product_ids: [`rhel_8:${id}`] })),
    },
  });
  const { advisories } = await read(document);
  return advisories[0]?.affected[0];
}

const unfixed = { ...BARE_ENTRY, ecosystem: RHEL_8, name: 'samba', ranges: EVERY_VERSION };

const remedies: readonly (readonly [string, string, string | undefined])[] = [
  ['none_available', 'Affected', undefined],
  ['none_available', 'Fix deferred', 'deferred'],
  ['no_fix_planned', 'Will not fix', 'will-not-fix'],
  ['no_fix_planned', 'Out of support scope', 'end-of-life'],
  ['workaround', 'Will not fix', undefined],
];
for (const [category, details, outlook] of remedies) {
  test(`an affected package with ${category} "${details}" has ${outlook === undefined ? 'no outlook' : `the outlook ${outlook}`}`, async () => {
    const entry = await entryOf('known_affected', {
      purl: 'pkg:rpm/redhat/samba?arch=src',
      remediations: [{ category, details }],
    });
    assert.deepEqual(entry, { ...unfixed, ...(outlook === undefined ? {} : { outlook }) });
  });
}

test('a workaround does not take the place of what is said of a fix', async () => {
  const remediations = [
    { category: 'none_available', details: 'Fix deferred' },
    { category: 'workaround', details: 'Turn it off.' },
  ];
  assert.equal((await entryOf('known_affected', { remediations }))?.outlook, 'deferred');
});

test('what is under investigation counts as affected', async () => {
  assert.deepEqual(await entryOf('under_investigation', {}), unfixed);
});

test('a package that is not affected says so, and of a build it is said of that build alone', async () => {
  assert.deepEqual(await entryOf('known_not_affected', {}), { ...unfixed, notAffected: true });
  const { ranges: _ranges, ...build } = unfixed;
  assert.deepEqual(await entryOf('known_not_affected', { purl: 'pkg:rpm/redhat/samba@4.15-1.el8?arch=x86_64' }), {
    ...build,
    ranges: [],
    versions: ['4.15-1.el8'],
    arches: ['x86_64'],
    notAffected: true,
  });
});

const modules: readonly (readonly [string, string | undefined, string, string])[] = [
  ['in the id', undefined, 'nodejs:16/nodejs', 'nodejs:16'],
  ['in the path', 'pkg:rpmmod/redhat/postgresql:15/postgresql', 'x', 'postgresql:15'],
  ['in a qualifier, which stands for the version too', 'pkg:rpm/redhat/php@7.2?arch=src&rpmmod=php:7.2', 'x', 'php:7.2'],
];
for (const [title, purl, id, module] of modules) {
  test(`the stream of a module is found ${title}`, async () => {
    const entry = await entryOf('known_affected', purl === undefined ? { id } : { id, purl });
    assert.deepEqual(entry, { ...unfixed, name: module.split(':')[0], module });
  });
}

test('a build for a module is a part of the module, which is a part of the release', async () => {
  const module = 'nodejs:18:8090020231019152822:a75119d5';
  const build = 'nodejs-1:18.18.2-1.module+el8.9.0+20408+7cb5fda5.x86_64';
  const document = vex({
    branches: [
      branch(module, { purl: 'pkg:rpmmod/redhat/nodejs@18%3A8090020231019152822%3Aa75119d5' }),
      branch(build, { purl: 'pkg:rpm/redhat/nodejs@18.18.2-1.module%2Bel8.9.0%2B20408%2B7cb5fda5?arch=x86_64&epoch=1' }),
    ],
    parts: [
      ['AppStream-8', module],
      [`AppStream-8:${module}`, build],
    ],
    vulnerability: { product_status: { fixed: [`AppStream-8:${module}:${build}`, `AppStream-8:${module}`] } },
  });
  const { advisories, unread } = await read(document);
  assert.deepEqual(unread, []);
  assert.deepEqual(advisories[0]?.affected, [
    {
      ...BARE_ENTRY,
      ecosystem: APPSTREAM_8,
      name: 'nodejs',
      ranges: before('1:18.18.2-1.module+el8.9.0+20408+7cb5fda5'),
      module: 'nodejs:18',
      arches: ['x86_64'],
    },
  ]);
});

test('what is no package of rpm’s, or of no system, is left out', async () => {
  for (const purl of ['pkg:oci/samba?tag=1-1', 'pkg:maven/redhat/samba@1-1', 'pkg:rpm/other/samba@1-1', 'nonsense']) {
    assert.equal(await entryOf('fixed', { purl }), undefined, purl);
  }
  const homeless = vex({ branches: [branch('samba')], vulnerability: { product_status: { known_affected: ['samba'] } } });
  assert.deepEqual(await read(homeless), { advisories: [], unread: [] });
});

test('a fix without a version is told of, and the rest counts', async () => {
  const document = vex({
    branches: [branch('samba'), branch('php')],
    parts: [
      ['rhel_8', 'samba'],
      ['rhel_8', 'php'],
    ],
    vulnerability: { product_status: { fixed: ['rhel_8:samba'], known_affected: ['rhel_8:php'] } },
  });
  const { advisories, unread } = await read(document);
  assert.equal(advisories[0]?.affected[0]?.name, 'php');
  assert.deepEqual(unread, ['CVE-2024-0001: samba is said to be fixed, and no version is named']);
});

test('a document that was deleted says nothing', async () => {
  const document = vex({ branches: [branch('samba')], parts: [['rhel_8', 'samba']], vulnerability: {} });
  const vulnerabilities = [{ cve: 'CVE-2024-0001', product_status: { known_affected: ['rhel_8:samba'] } }];
  assert.equal((await read({ ...document, vulnerabilities })).advisories.length, 1);
  const deleted = { ...document, vulnerabilities, document: { ...document.document, tracking: { status: 'deleted' } } };
  assert.deepEqual(await read(deleted), { advisories: [], unread: [] });
});

test('nesting without end and parts of themselves end', async () => {
  const depth = 100_000;
  const deep = `${'{"branches":['.repeat(depth)}${JSON.stringify(branch('samba'))}${']}'.repeat(depth)}`;
  const text = JSON.stringify(
    vex({
      parts: [
        ['rhel_8', 'samba'],
        ['rhel_8', 'itself'],
      ],
      vulnerability: { product_status: { known_affected: ['rhel_8:samba', 'rhel_8:itself'] } },
    }),
  )
    .replaceAll('"itself"', '"rhel_8:itself"')
    .replace('"branches":[{"category":"vendor"', `"branches":[${deep},{"category":"vendor"`);
  const { advisories } = await readAll(readVex(text, WANTED));
  assert.deepEqual(advisories[0]?.affected, [unfixed]);
});

test('a document whose members are not what they should be says nothing, and breaks nothing', async () => {
  const head = { csaf_version: '2.0' };
  for (const rest of [{}, { product_tree: 1, vulnerabilities: [null, 1, { cve: 'CVE-2024-0001', product_status: [] }] }]) {
    const { advisories } = await read({ document: head, ...rest });
    assert.deepEqual(advisories, []);
  }
});

test('a page that is no CSAF is an error', async () => {
  assert.throws(() => [...readVex('<html>', WANTED)], /It is not JSON/);
  assert.throws(() => [...readVex('[]', WANTED)], /It is not CSAF/);
  await assert.rejects(read({ document: {} }), /It is not CSAF/);
});
