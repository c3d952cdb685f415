import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTrust, readAuthorities } from '../../src/registry/authority.ts';
import { makeAuthority, NO_CERTIFICATES } from '../support/certificates.ts';
import { temporaryFolder } from '../support/folder.ts';

const authority = makeAuthority();

function fileOf(folder: string, text: string): string {
  const path = join(folder, 'ca.pem');
  writeFileSync(path, text);
  return path;
}

test('a file may hold several certificates, with text around them', { skip: NO_CERTIFICATES }, async () => {
  await using folder = await temporaryFolder();
  const path = fileOf(folder.path, `# ours\n${authority.cert}\n# theirs\n${authority.selfSigned().cert}`);
  assert.equal(readAuthorities(path).length, 2);
});

const BROKEN: Readonly<Record<string, string>> = {
  'nothing in it': '',
  'no certificate in it': 'ssh-rsa AAAA',
  'a broken certificate in it': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
};

for (const [name, text] of Object.entries(BROKEN)) {
  test(`a file of certificates with ${name} is refused, and named`, async () => {
    await using folder = await temporaryFolder();
    const path = fileOf(folder.path, text);
    assert.throws(() => readAuthorities(path), {
      code: 'USAGE',
      message: `The file ${path} holds no certificates that can be read.`,
    });
  });
}

test('one broken certificate among good ones is not passed over', { skip: NO_CERTIFICATES }, async () => {
  await using folder = await temporaryFolder();
  const path = fileOf(folder.path, `${authority.cert}${BROKEN['a broken certificate in it']}`);
  assert.throws(() => readAuthorities(path), { code: 'USAGE' });
});

test('a file of certificates that is not there is named', () => {
  assert.throws(() => readAuthorities('/nowhere/ca.pem'), { code: 'USAGE', message: /\/nowhere\/ca\.pem could not be read/ });
});

test('what is trusted is put together once', () => {
  const trust = createTrust();
  assert.equal(trust(), trust());
});
