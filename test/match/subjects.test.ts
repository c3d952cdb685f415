import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DPKG_VERSIONS } from '../../src/ecosystems/dpkg/version.ts';
import { RPM_VERSIONS } from '../../src/ecosystems/rpm/version.ts';
import { isAffected } from '../../src/match/ranges.ts';
import { subjectsOf } from '../../src/match/subjects.ts';
import { affected, judged, pkg, until } from '../support/advisories.ts';

test('a package that Debian built again without a change is judged by the version of its source', () => {
  const rebuilt = pkg('libfoo1', '1.2-3+b4', { source: { name: 'foo', version: '1.2-3' } });
  const [subject, ...others] = subjectsOf(judged(rebuilt, { keyedBy: 'source', compare: DPKG_VERSIONS.compare }));
  assert.deepEqual([subject?.name, subject?.version, others], ['foo', '1.2-3', []]);
  // The build's own version is above this fix, its source's is not.
  const entry = affected('foo', until('1.2-3+a1'));
  assert.equal(isAffected('1.2-3+b4', entry, DPKG_VERSIONS.compare), false);
  assert.equal(isAffected(subject?.version ?? '', entry, subject?.compare ?? DPKG_VERSIONS.compare), true);
});

const PERL = { name: 'perl', version: '5.26.3-419.el8' };
const ERRNO = pkg('perl-Errno', '1.28-419.el8', { source: PERL, purl: 'pkg:rpm/rocky/perl-Errno@1.28-419.el8' });

test('the epoch of an rpm’s source is not known, and does not count', () => {
  const [source] = subjectsOf(judged(ERRNO, { keyedBy: 'either', compare: RPM_VERSIONS.compare }));
  assert.ok(source);
  assert.equal(isAffected(source.version, affected('perl', until('4:5.26.3-419.el8')), source.compare), false);
  assert.equal(isAffected(source.version, affected('perl', until('4:5.26.3-420.el8')), source.compare), true);
});

test('where the package has the name of its source its epoch is the source’s, and dpkg’s sources always have theirs', () => {
  const bind = pkg('bind', '32:9.16-1', { source: { name: 'bind', version: '32:9.16-1' }, purl: 'pkg:rpm/rocky/bind@9.16-1' });
  for (const subject of (['source', 'either'] as const).flatMap((keyedBy) =>
    subjectsOf(judged(bind, { keyedBy, compare: RPM_VERSIONS.compare })),
  )) {
    assert.equal(isAffected(subject.version, affected('bind', until('33:1-1')), subject.compare), true);
  }
  const deb = pkg('libvim', '2:9.0-1', { source: { name: 'vim', version: '2:9.0-1' }, purl: 'pkg:deb/debian/libvim@2:9.0-1' });
  const [source] = subjectsOf(judged(deb, { keyedBy: 'source', compare: DPKG_VERSIONS.compare }));
  assert.ok(source);
  assert.equal(isAffected(source.version, affected('vim', until('3:1-1')), source.compare), true);
});

test('what Red Hat built again for another product is the build that it was', () => {
  const one = pkg('openssl', '1:1.1.1k-12.el8_9__8');
  const versions = (ecosystem: string) =>
    subjectsOf(judged(one, { ecosystems: [ecosystem], keyedBy: 'binary' })).map(({ version }) => version);
  assert.deepEqual(versions('Red Hat:enterprise_linux:8::baseos'), ['1:1.1.1k-12.el8_9']);
  assert.deepEqual(versions('AlmaLinux:8'), ['1:1.1.1k-12.el8_9__8']);
});
