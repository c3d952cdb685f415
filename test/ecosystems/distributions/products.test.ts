import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { OPENSUSE } from '../../../src/ecosystems/distributions/opensuse.ts';
import { REDHAT } from '../../../src/ecosystems/distributions/redhat.ts';
import { SUSE } from '../../../src/ecosystems/distributions/suse.ts';
import type { Distribution } from '../../../src/ecosystems/ecosystem.ts';
import { parseOsRelease } from '../../../src/ecosystems/release/os-release.ts';

function products({ appliesTo, feed }: Distribution, text: string): readonly string[] {
  const release = parseOsRelease(text);
  assert.ok(appliesTo(release));
  const names = feed.ecosystems(release);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(name.startsWith(`${feed.folder}:`), name);
  return names;
}

suite('Red Hat', () => {
  const redhat = (version: string, cpe = ''): readonly string[] =>
    products(REDHAT, `ID="rhel"\nVERSION_ID="${version}"\nCPE_NAME="${cpe}"\n`);

  test('A base image of 9 is judged by the repositories of 9 that its packages come from, and by those of no other release', () => {
    const names = redhat('9.4', 'cpe:/o:redhat:enterprise_linux:9::baseos');
    for (const part of ['', '::baseos', '::appstream', '::crb'])
      assert.ok(names.includes(`Red Hat:enterprise_linux:9${part}`), part);
    assert.ok(names.every((name) => name.startsWith('Red Hat:enterprise_linux:9')));
    assert.deepEqual(redhat('9'), names);
  });

  test('Before 8, a release is divided by the kind of machine', () => {
    assert.deepEqual(
      redhat('7.9').filter((name) => name.includes('server')),
      ['Red Hat:enterprise_linux:7::server'],
    );
    assert.ok(!redhat('7.9').some((name) => name.includes('baseos')));
  });

  test('Since 10, every minor release is a product', () => {
    const names = redhat('10.1');
    for (const minor of ['10', '10.0', '10.1', '10.10']) assert.ok(names.includes(`Red Hat:enterprise_linux:${minor}`), minor);
    assert.ok(!names.includes('Red Hat:enterprise_linux:10.11'));
  });

  test('On a stream of extended support, those of the stream are added', () => {
    const names = redhat('9.4', 'cpe:/o:redhat:rhel_eus:9.4::baseos');
    assert.deepEqual(names.slice(0, redhat('9.4').length), redhat('9.4'));
    assert.deepEqual(
      names.filter((name) => /:rhel_eus:9\.4(?:::(?:baseos|appstream))?$/.test(name)),
      ['Red Hat:rhel_eus:9.4', 'Red Hat:rhel_eus:9.4::baseos', 'Red Hat:rhel_eus:9.4::appstream'],
    );
    assert.ok(redhat('10.0', 'cpe:/o:redhat:enterprise_linux_eus:10.0').includes('Red Hat:enterprise_linux_eus:10.0'));
  });

  test('A release without a version has none', () => assert.deepEqual(redhat(''), []));
});

suite('SUSE', () => {
  const suse = (id: string, version: string, pretty: string): readonly string[] =>
    products(SUSE, `ID="${id}"\nVERSION_ID="${version}"\nPRETTY_NAME="${pretty}"\n`);

  test('A base container image is judged by its product, and by the modules of the same service pack', () => {
    const names = suse('sles', '15.5', 'SUSE Linux Enterprise Server 15 SP5');
    assert.equal(names[0], 'SUSE:Linux Enterprise Server 15 SP5');
    for (const name of ['Basesystem', 'Server Applications', 'Python 3', 'Web and Scripting'])
      assert.ok(names.includes(`SUSE:Linux Enterprise Module for ${name} 15 SP5`), name);
    assert.ok(names.includes('SUSE:Linux Enterprise Server 15 SP5-LTSS'));
    assert.ok(names.includes('SUSE:Package Hub 15 SP5'));
    assert.ok(names.every((name) => / 15 SP5(?:-[A-Z]+)?$/.test(name)));
  });

  test('An edition has its own product first', () => {
    const names = suse('sles_sap', '15.4', 'SUSE Linux Enterprise Server for SAP Applications 15 SP4');
    assert.equal(names[0], 'SUSE:Linux Enterprise Server for SAP Applications 15 SP4');
    assert.ok(names.includes('SUSE:Linux Enterprise Module for Basesystem 15 SP4'));
  });

  test('The modules of 12 go by no service pack', () => {
    const names = suse('sles', '12.5', 'SUSE Linux Enterprise Server 12 SP5');
    assert.ok(names.includes('SUSE:Linux Enterprise Server 12 SP5'));
    assert.ok(names.includes('SUSE:Linux Enterprise Module for Web and Scripting 12'));
    assert.ok(!names.some((name) => name.includes('Basesystem')));
  });

  test('A first release has no service pack, and 16 never has one', () => {
    assert.ok(suse('sles', '15', 'SUSE Linux Enterprise Server 15').includes('SUSE:Linux Enterprise Module for Basesystem 15'));
    assert.deepEqual(
      suse('sles', '15.0', 'SUSE Linux Enterprise Server 15'),
      suse('sles', '15', 'SUSE Linux Enterprise Server 15'),
    );
    const sixteen = suse('sles', '16.1', 'SUSE Linux Enterprise Server 16.1');
    assert.equal(sixteen[0], 'SUSE:Linux Enterprise Server 16.1');
    assert.ok(sixteen.every((name) => !name.includes(' SP')));
  });

  test('Micro is a product by itself', () => {
    assert.deepEqual(suse('sle-micro', '5.5', 'SUSE Linux Enterprise Micro 5.5'), ['SUSE:Linux Enterprise Micro 5.5']);
    assert.deepEqual(suse('sl-micro', '6.0', 'SUSE Linux Micro 6.0'), ['SUSE:Linux Micro 6.0']);
  });

  test('A release that tells neither version nor product has none', () => assert.deepEqual(suse('sles', 'x', 'SUSE'), []));
});

test('openSUSE is called by its pretty name without the maker, and Tumbleweed has no release', () => {
  const opensuse = (id: string, pretty: string): readonly string[] => products(OPENSUSE, `ID="${id}"\nPRETTY_NAME="${pretty}"\n`);
  assert.deepEqual(opensuse('opensuse-leap', 'openSUSE Leap 15.6'), ['openSUSE:Leap 15.6', 'openSUSE:Leap 15.6 NonFree']);
  assert.deepEqual(opensuse('opensuse', 'openSUSE Leap 42.3')[0], 'openSUSE:Leap 42.3');
  assert.deepEqual(opensuse('opensuse', 'openSUSE 13.2 (Harlequin) (x86_64)')[0], 'openSUSE:13.2');
  assert.deepEqual(opensuse('opensuse-leap-micro', 'openSUSE Leap Micro 5.5')[0], 'openSUSE:Leap Micro 5.5');
  assert.deepEqual(opensuse('opensuse-tumbleweed', 'openSUSE Tumbleweed'), ['openSUSE:Tumbleweed']);
  assert.deepEqual(opensuse('opensuse-leap', 'something else'), []);
});
