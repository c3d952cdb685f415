import assert from 'node:assert/strict';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type Certificate, makeAuthority, NO_CERTIFICATES } from '../support/certificates.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { temporaryFolder } from '../support/folder.ts';
import { createLayout } from '../support/layout.ts';
import { absence, shared } from '../support/machine.ts';
import { feedOf, osvServer } from '../support/osv.ts';
import { scanReal } from '../support/scanning.ts';
import { reply, serve } from '../support/server.ts';

const ROOTFS = 'rootfs/alpine-minirootfs-3.18.9-x86_64.tar.gz';
const [USER, PASSWORD] = ['scanner', 'correct horse'];

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as https://distribution.github.io/distribution/spec/auth/jwt/ describes it. */
function tokenFor(scopes: readonly string[], { key, cert }: Certificate): string {
  const rsa = createPrivateKey(key).asymmetricKeyType === 'rsa';
  const now = Math.floor(Date.now() / 1000);
  const access = scopes.map((scope) => {
    const [type, name, actions = ''] = scope.split(':');
    return { type, name, actions: actions.split(',') };
  });
  const header = { typ: 'JWT', alg: rsa ? 'RS256' : 'ES256', x5c: [new X509Certificate(cert).raw.toString('base64')] };
  const claims = { iss: 'test', sub: USER, aud: 'test', iat: now - 5, nbf: now - 5, exp: now + 60, jti: randomUUID(), access };
  const signed = `${encode(header)}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

const skip = NO_CERTIFICATES || absence({ programs: ['docker-registry', 'umoci', 'skopeo'], files: [ROOTFS] });

suite('A real registry with a token service', { skip }, () => {
  const authority = makeAuthority();

  test('takes the token that the service gives for the credentials, and nothing else', async () => {
    const signer = authority.selfSigned();
    const asked: string[] = [];
    await using service = await serve((request, response) => {
      const url = new URL(request.url ?? '/', 'http://service');
      asked.push(url.search);
      const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
      if (request.headers.authorization !== expected) reply(response, 401, '{}');
      else reply(response, 200, JSON.stringify({ token: tokenFor(url.searchParams.getAll('scope'), signer), expires_in: 60 }));
    });
    await using folder = await temporaryFolder();
    const certificates = join(folder.path, 'certificates.pem');
    await writeFile(certificates, signer.cert);
    await using registry = await startDockerRegistry(undefined, { realm: `${service.origin}/token`, certificates });
    await using layout = await createLayout();
    await using osv = await osvServer({ Alpine: feedOf({ id: 'ALPINE-NONE' }) });
    await layout.make('1', shared(ROOTFS), 'amd64');
    await layout.push('1', `${registry.host}/team/app:1`, '--dest-creds', `${USER}:${PASSWORD}`);
    asked.length = 0;

    const reference = `${registry.host}/team/app:1`;
    const options = { 'osv-url': osv.url, 'registry-username': USER };
    const report = await scanReal(reference, { options: { ...options, 'registry-password': PASSWORD } });
    assert.equal(report.packages.length, 15);
    assert.deepEqual(asked.length, 1, 'one token is enough for all requests');
    assert.equal(new URLSearchParams(asked[0]).get('scope'), 'repository:team/app:pull');
    await assert.rejects(scanReal(reference, { options: { ...options, 'registry-password': 'wrong' } }), {
      code: 'UNAUTHORIZED',
    });
  });
});
