import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite, test } from 'node:test';
import type { OptionName, Source } from '../../src/host/options.ts';
import { parseOption } from '../../src/host/request/given.ts';
import { maskCredentials, parseConvert, parseRequest, parseUpdate } from '../../src/host/request.ts';
import { SWITCH } from '../../src/host/values.ts';
import { ScanError } from '../../src/model/errors.ts';
import type { ScanRequest } from '../../src/model/request.ts';

type Values = Partial<Record<OptionName, string>>;

function parse(values: Values, source: Source = 'action'): ScanRequest {
  return parseRequest((name) => values[name], { source, formats: ['sarif', 'json', 'table'] });
}

const image = { 'image-ref': 'ghcr.io/acme/shop:1.4' } as const;

suite('a request that says nothing but the image', () => {
  test('gets the defaults of the Action', () => {
    assert.deepEqual(parse(image), {
      target: {
        kind: 'registry',
        reference: { registry: 'ghcr.io', repository: 'acme/shop', tag: '1.4' },
        text: 'ghcr.io/acme/shop:1.4',
      },
      insecureRegistries: [],
      registryMirrors: [],
      advisories: {
        osvUrl: 'https://osv-vulnerabilities.storage.googleapis.com',
        feedUrls: {},
        maxAge: 7 * 24 * 60 * 60_000,
        kernelHeaders: false,
      },
      policy: { onlyFixed: false, vex: [], vexFromRegistry: false, failOn: [], returnCode: 0 },
      reports: [{ format: 'sarif' }],
      source: {},
      maxConcurrentLayers: 3,
      timeout: 30 * 60_000,
    });
  });

  test('gets a table on the command line', () => {
    assert.deepEqual(parse(image, 'command line').reports, [{ format: 'table' }]);
  });

  test('takes empty values, which a workflow passes for absent ones, as absent', () => {
    const empty: Values = { platform: '', 'registry-username': '', 'registry-password': '', output: '', timeout: '', format: '' };
    assert.deepEqual(parse({ ...image, ...empty }), parse(image));
  });
});

test('a request takes everything that can be said', () => {
  const request = parse({
    ...image,
    platform: 'linux/arm/v7',
    'registry-username': 'me',
    'registry-password': 'secret',
    'docker-config-dir': 'docker',
    'github-token': 'ghs_x',
    'ca-file': 'ca.pem',
    'insecure-registries': 'reg.local:5000, [::1]:443\nOther',
    'registry-mirrors': 'docker.io=mirror.example:5000/hub,ghcr.io=other.example/',
    'image-name': 'ghcr.io/acme/shop',
    'osv-url': 'http://127.0.0.1:8080/osv/',
    'feed-urls': 'alpine-secdb=https://mirror.example/secdb/, amazon=http://127.0.0.1:1',
    advisories: 'API',
    'osv-api-url': 'https://osv.example',
    'db-file': 'advisories.db',
    'db-file-url': 'https://ignored.example/db',
    'db-max-age': '36h',
    'kernel-headers': 'true',
    severity: 'high, critical',
    'only-fixed': 'true',
    'ignore-file': 'a.yaml,b.toml',
    vex: 'registry,vex/',
    'fail-on': 'High,gaps',
    baseline: 'old.json',
    dockerfile: 'build/Dockerfile',
    category: 'shop',
    format: 'JSON,sarif=a.sarif',
    output: 'out/report.json',
    'return-code': '17',
    'max-concurrent-layers': '8',
    timeout: '1h30m',
  });
  assert.deepEqual(request.platform, { os: 'linux', architecture: 'arm', variant: 'v7' });
  assert.deepEqual(request.credentials, { username: 'me', password: 'secret' });
  assert.equal(request.dockerConfigDir, resolve('docker'));
  assert.equal(request.githubToken, 'ghs_x');
  assert.equal(request.caFile, resolve('ca.pem'));
  assert.deepEqual(request.insecureRegistries, ['reg.local:5000', '[::1]:443', 'other']);
  assert.deepEqual(request.registryMirrors, [
    { registry: 'docker.io', host: 'mirror.example:5000', prefix: 'hub' },
    { registry: 'ghcr.io', host: 'other.example', prefix: '' },
  ]);
  assert.equal(request.imageName, 'ghcr.io/acme/shop');
  assert.deepEqual(request.advisories, {
    osvUrl: 'http://127.0.0.1:8080/osv',
    feedUrls: { 'alpine-secdb': 'https://mirror.example/secdb', amazon: 'http://127.0.0.1:1' },
    apiUrl: 'https://osv.example',
    database: { kind: 'file', path: resolve('advisories.db') },
    maxAge: 36 * 60 * 60_000,
    kernelHeaders: true,
  });
  assert.deepEqual(request.policy, {
    severities: ['high', 'critical'],
    onlyFixed: true,
    ignoreFiles: [resolve('a.yaml'), resolve('b.toml')],
    vex: [resolve('vex')],
    vexFromRegistry: true,
    failOn: ['high', 'gaps'],
    baseline: 'old.json',
    returnCode: 17,
  });
  assert.deepEqual(request.source, { dockerfile: resolve('build/Dockerfile'), category: 'shop' });
  assert.deepEqual(request.reports, [
    { format: 'json', path: resolve('out/report.json') },
    { format: 'sarif', path: resolve('a.sarif') },
  ]);
  assert.equal(request.maxConcurrentLayers, 8);
  assert.equal(request.timeout, 90 * 60_000);
});

test('a tilde is the home folder, because a workflow file has no shell that would expand it', () => {
  assert.equal(parse({ ...image, 'docker-config-dir': '~/.docker' }).dockerConfigDir, join(homedir(), '.docker'));
  assert.equal(parse({ ...image, 'docker-config-dir': '~me' }).dockerConfigDir, resolve('~me'));
});

test('a dash is standard output on the command line, and a file for the Action', () => {
  assert.equal(parse({ ...image, output: '-' }, 'command line').reports[0].path, undefined);
  assert.equal(parse({ ...image, output: '-' }).reports[0].path, resolve('-'));
});

test('standard output takes one report, and the Action gives each a file of its own', () => {
  const values: Values = { ...image, format: 'sarif,json,table=t.txt' };
  assert.throws(() => parse(values, 'command line'), { code: 'USAGE', message: /sarif and json have no file/ });
  assert.deepEqual(parse(values).reports, [{ format: 'sarif' }, { format: 'json' }, { format: 'table', path: resolve('t.txt') }]);
});

test('a database is published under an address, of a file or of an artifact', () => {
  const database = (url: string) => parse({ ...image, 'db-file-url': url }).advisories.database;
  assert.deepEqual(database('https://example.test/db.zst'), { kind: 'url', url: 'https://example.test/db.zst' });
  assert.deepEqual(database('oci://ghcr.io/acme/db:1'), { kind: 'url', url: 'oci://ghcr.io/acme/db:1' });
});

test('none of what fails a step fails it, and no age is too old', () => {
  const request = parse({ ...image, 'fail-on': 'none', 'db-max-age': '0' });
  assert.deepEqual(request.policy.failOn, []);
  assert.equal(request.advisories.maxAge, undefined);
});

test('an update names the file that it writes, and what goes into it', () => {
  const values: Values = { 'db-file': 'all.db.zst', ecosystems: 'Debian, Red Hat', 'clair-config': 'clair.yaml', timeout: '0' };
  assert.deepEqual(
    parseUpdate((name) => values[name], 'command line'),
    {
      file: resolve('all.db.zst'),
      osvUrl: 'https://osv-vulnerabilities.storage.googleapis.com',
      feedUrls: {},
      ecosystems: ['Debian', 'Red Hat'],
      clairConfig: resolve('clair.yaml'),
    },
  );
  assert.throws(() => parseUpdate(() => undefined, 'action'), { code: 'USAGE', message: /^The input "db-file" is missing/ });
});

test('a conversion names the report that it reads', () => {
  const context = { source: 'command line', formats: ['sarif', 'table'] } as const;
  const given = (name: OptionName) => ({ format: 'sarif=a.sarif,table' })[name as 'format'];
  assert.deepEqual(parseConvert(given, 'report.json', context), {
    path: resolve('report.json'),
    reports: [{ format: 'sarif', path: resolve('a.sarif') }, { format: 'table' }],
  });
  assert.throws(() => parseConvert(given, undefined, context), { code: 'USAGE' });
});

suite('a timeout', () => {
  for (const [text, milliseconds] of [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['45', 2_700_000],
    ['1.5h', 5_400_000],
    ['1h30m5s', 5_405_000],
    ['0', undefined],
    ['0m', undefined],
  ] as const) {
    test(`of "${text}" is ${milliseconds ?? 'no limit'}`, () => {
      assert.equal(parse({ ...image, timeout: text }).timeout, milliseconds);
    });
  }
});

suite('a value that an option does not take is refused by name, with what it takes', () => {
  const refused: readonly (readonly [OptionName, string, RegExp])[] = [
    ['platform', 'linux/arm/v7/x', /It takes os\/architecture\[\/variant\]/],
    ['osv-url', 'http://mirror.example.com', /It takes an https:\/\/ address/],
    ['osv-url', 'https://me:secret@mirror.example.com', /without a password/],
    ['osv-url', 'https://:secret@mirror.example.com', /without a password/],
    ['osv-url', 'https://mirror.example.com/?token=1', /a query/],
    ['osv-url', 'mirror', /It takes an https:\/\/ address/],
    ['format', 'sarfi', /It takes one of sarif, json, table/],
    ['return-code', '256', /It takes a whole number from 0 to 255/],
    ['return-code', '-1', /from 0 to 255/],
    ['return-code', '1.5', /from 0 to 255/],
    ['max-concurrent-layers', '0', /from 1 to 64/],
    ['max-concurrent-layers', 'many', /from 1 to 64/],
    ['format', 'sarif=', /It takes one of sarif, json, table/],
    ['fail-on', 'severe', /It takes none, low, medium, high, critical, kev, any, gaps/],
    ['severity', 'bad', /It takes critical, high, medium, low, unknown/],
    ['only-fixed', 'maybe', /It takes true or false/],
    ['advisories', 'both', /It takes one of export, api/],
    ['db-max-age', 'old', /It takes an age such as 48h or 7d/],
    ['db-file-url', 'ftp://example.test/db', /It takes an https:\/\/ address, or oci:/],
    ['db-file-url', 'oci://ghcr.io', /It takes an https:\/\/ address, or oci:/],
    ['feed-urls', 'amazon', /It takes feed=https/],
    ['timeout', 'soon', /It takes a duration such as 90s/],
    ['timeout', '5m1h', /It takes a duration such as 90s/],
    ['timeout', '25000h', /24 days the most/],
  ];
  for (const [name, value, takes] of refused) {
    test(`${name}: ${value}`, () => {
      assert.throws(
        () => parse({ ...image, [name]: value }),
        (error: unknown) => {
          assert.ok(error instanceof ScanError);
          assert.equal(error.code, 'USAGE');
          assert.equal(error.message, `The input "${name}" cannot be "${value}".`);
          assert.match(error.hint ?? '', takes);
          return true;
        },
      );
    });
  }

  test('on the command line it is named as a flag', () => {
    assert.throws(() => parse({ ...image, format: 'x' }, 'command line'), { message: '--format cannot be "x".' });
  });

  test('summary: maybe', () => {
    const option = { name: 'summary', kind: SWITCH, source: 'action' } as const;
    assert.equal(
      parseOption(() => 'False', option),
      false,
    );
    assert.equal(
      parseOption(() => '', option),
      true,
    );
    assert.throws(() => parseOption(() => 'maybe', option), { code: 'USAGE', hint: 'It takes true or false.' });
  });
});

test('a missing image is refused by name', () => {
  assert.throws(() => parse({}), { code: 'USAGE', message: /^The input "image-ref" is missing/ });
  assert.throws(() => parse({}, 'command line'), { code: 'USAGE', message: /^--image-ref is missing/ });
});

test('an image on disk is scanned where no reference is given, and a reference wins', () => {
  assert.deepEqual(parse({ 'image-path': 'shop.tar' }).target, { kind: 'archive', path: resolve('shop.tar') });
  assert.equal(parse({ ...image, 'image-path': 'shop.tar' }).target.kind, 'registry');
});

for (const [name, value] of [
  ['insecure-registries', 'https://reg.local'],
  ['insecure-registries', 'reg.local/path'],
  ['insecure-registries', '-reg'],
  ['registry-mirrors', 'mirror.example'],
  ['registry-mirrors', 'docker.io='],
  ['registry-mirrors', 'docker.io=https://mirror.example'],
  ['registry-mirrors', 'docker.io=mirror.example/Upper'],
] as const) {
  test(`${name} does not take "${value}"`, () => {
    assert.throws(() => parse({ ...image, [name]: value }), { code: 'USAGE', message: new RegExp(name) });
  });
}

test('a reference that is none is refused', () => {
  assert.throws(() => parse({ 'image-ref': 'ACME/Shop' }), { code: 'REFERENCE_INVALID' });
});

test('half of the credentials is refused, and the password is not told', () => {
  assert.throws(() => parse({ ...image, 'registry-username': 'me' }), { code: 'USAGE', message: /"registry-password" is empty/ });
  assert.throws(
    () => parse({ ...image, 'registry-password': 'hunter2' }),
    (error: unknown) =>
      error instanceof ScanError && error.code === 'USAGE' && !`${error.message}${error.hint}`.includes('hunter2'),
  );
});

test('the password is masked, alone and with the name before it, as the Basic header carries it', () => {
  const secrets: string[] = [];
  const values: Values = { 'registry-username': 'me', 'registry-password': 'hunter2' };
  maskCredentials((name) => values[name], { secret: (value) => secrets.push(value) });
  maskCredentials(() => undefined, { secret: (value) => secrets.push(value) });
  assert.deepEqual(secrets, ['hunter2', 'me:hunter2']);
});
