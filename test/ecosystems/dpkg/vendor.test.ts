import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OWN_MAINTAINER } from '../../../src/ecosystems/dpkg/vendor.ts';

test('The maintainers of Debian and Ubuntu are anyone, wherever they get their mail', () => {
  for (const maintainer of [
    'Matthias Klose <doko@debian.org>',
    'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>',
    'Somebody <somebody@gmail.com>',
    'Somebody <somebody@users.noreply.github.com>',
    'Debian MySQL Maintainers <pkg-mysql-maint@lists.alioth.debian.org>',
    'A. N. Other <me@notmicrosoft.com>',
    'A. N. Other <microsoft.com@example.org>',
    'A. N. Other <me@google.community.example>',
  ])
    assert.match(maintainer, OWN_MAINTAINER);
});

test('Whoever keeps a repository of their own is told from them', () => {
  for (const maintainer of [
    'NGINX Packaging <nginx-packaging@f5.com>',
    'Docker <support@docker.com>',
    'MySQL Release Engineering <mysql-build@oss.oracle.com>',
    'MariaDB Developers <developers@lists.mariadb.org>',
    'Google Cloud CLI Authors <https://code.google.com/p/google-cloud-sdk/>',
    'NodeSource <GPG-RSA-KEY@NODESOURCE.COM>',
    'packaging@mongodb.com',
  ])
    assert.doesNotMatch(maintainer, OWN_MAINTAINER);
});

test('A maintainer without end is read in no time', () => {
  const started = performance.now();
  OWN_MAINTAINER.test('@lists.'.repeat(100_000));
  assert.ok(performance.now() - started < 1000);
});
