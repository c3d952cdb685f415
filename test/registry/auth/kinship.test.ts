import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKin } from '../../../src/registry/auth/kinship.ts';

const kin: readonly (readonly [registry: string, service: string])[] = [
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
  ['registry.acme.example', 'gitlab.acme.example'],
  ['quay.io', 'quay.io'],
  ['ghcr.io', 'GHCR.io.'],
  ['public.ecr.aws', 'public.ecr.aws'],
  ['europe-docker.pkg.dev', 'europe-docker.pkg.dev'],
  ['europe-docker.pkg.dev', 'oauth2.googleapis.com'],
  ['acme.azurecr.io', 'login.microsoftonline.com'],
  ['acme.azurecr.io', 'acme.azurecr.io'],
  ['rg.fr-par.scw.cloud', 'api.scaleway.com'],
  ['registry.cn-hangzhou.aliyuncs.com', 'dockerauth.cn-hangzhou.aliyuncs.com'],
  ['registry.acme.co.uk', 'auth.acme.co.uk'],
  ['localhost', 'localhost'],
  ['10.0.0.7', '10.0.0.7'],
];
const strangers: readonly (readonly [registry: string, service: string])[] = [
  ['registry-1.docker.io', 'auth.docker.io.evil.example'],
  ['registry-1.docker.io', 'evildocker.io'],
  ['registry.acme.co.uk', 'auth.evil.co.uk'],
  ['registry.acme.com.cn', 'auth.evil.com.cn'],
  ['acme.azurecr.io', 'evil.azurecr.io'],
  ['acme.jfrog.io', 'evil.jfrog.io'],
  ['registry.acme.s3.amazonaws.com', 'auth.evil.s3.amazonaws.com'],
  ['evil.example', 'login.microsoftonline.com'],
  ['azurecr.io.evil.example', 'login.microsoftonline.com'],
  ['registry.evil.aliyuncs.com', 'dockerauth.a.b.aliyuncs.com'],
  ['10.0.0.7', '11.0.0.7'],
  ['[2001:db8::1]', '[2001:db8::2]'],
  ['registry', 'auth'],
  ['co.uk', 'evil.co.uk'],
];

for (const [registry, service] of kin) {
  test(`credentials for ${registry} may be shown to ${service}`, () => {
    assert.equal(isKin(registry, service), true);
  });
}

for (const [registry, service] of strangers) {
  test(`credentials for ${registry} may not be shown to ${service}`, () => {
    assert.equal(isKin(registry, service), false);
  });
}
