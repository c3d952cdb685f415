import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { after, before, suite, test } from 'node:test';
import { APK_INSTALLED } from '../../src/ecosystems/apk/installed.ts';
import { APK_REPOSITORIES, alpineBranches } from '../../src/ecosystems/apk/repositories.ts';
import { chooseRelease } from '../../src/ecosystems/release/choice.ts';
import { OS_RELEASE } from '../../src/ecosystems/release/os-release.ts';
import { RELEASE_FILES } from '../../src/ecosystems/release/release-files.ts';
import type { FileContent } from '../../src/model/inventory.ts';
import { hasPath } from '../../src/model/path-set.ts';
import { absence, shared } from '../support/machine.ts';
import { run, succeed } from '../support/program.ts';

const DATABASE = 'lib/apk/db/installed';

/** Why apk cannot be asked: it runs inside of the root filesystem, on the machine that it was made for, by who may go there. */
function unfit(archive: string): string | false {
  if (process.getuid?.() !== 0) return 'only root may run apk in a root filesystem of its own';
  if (process.arch !== 'x64') return 'this machine does not run programs for x86_64';
  return absence({ programs: ['chroot', 'tar'], files: [archive] });
}

for (const [version, branch] of [
  ['3.10.9', 'v3.10'],
  ['3.18.9', 'v3.18'],
] as const) {
  const archive = `rootfs/alpine-minirootfs-${version}-x86_64.tar.gz`;

  suite(`Alpine ${version}, asked by its own apk`, { skip: unfit(archive) }, () => {
    let root: string;
    let content: FileContent;

    before(async () => {
      root = mkdtempSync(join(tmpdir(), 'hullcheck-apk-'));
      await succeed('tar', ['-xzf', shared(archive), '-C', root]);
      content = APK_INSTALLED.read({ path: DATABASE, bytes: readFileSync(join(root, DATABASE)) });
      assert.equal(content.gap, undefined);
    });
    after(() => rmSync(root, { recursive: true, force: true }));

    const apk = (...args: readonly string[]): Promise<string> => succeed('chroot', [root, '/sbin/apk', ...args]);

    test('it has the packages that apk lists', async () => {
      const expected = (await apk('info', '-v')).trim().split('\n').sort();
      assert.ok(expected.length >= 14);
      assert.deepEqual(content.packages.map((pkg) => `${pkg.name}-${pkg.version}`).sort(), expected);
    });

    test('each package has the files that apk lists for it', async () => {
      for (const { name } of content.packages) {
        const [, ...lines] = (await apk('info', '-L', name)).trim().split('\n');
        const expected = lines.filter((line) => line !== '').sort();
        const files = content.owned?.find(({ owner }) => owner === name)?.files;
        assert.equal(files?.hashes.length ?? 0, expected.length, name);
        for (const path of expected) assert.ok(files !== undefined && hasPath(files, path), `${name}: ${path}`);
      }
    });

    test('no file is owned that apk says no package owns', async () => {
      const paths = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));
      const ownerOf = (path: string): string | undefined => content.owned?.find(({ files }) => hasPath(files, path))?.owner;
      const unowned = paths.filter((path) => ownerOf(path) === undefined);
      const { stdout } = await run('chroot', [root, '/sbin/apk', 'info', '--who-owns', ...paths.map((path) => `/${path}`)]);
      const owning = new Map(
        [...stdout.matchAll(/^\/(.*?) (?:symlink target )?is owned by (.*)$/gm)].map(([, path, owner]) => [path, owner]),
      );
      assert.ok(paths.length - unowned.length > 50);
      // Of a link, apk tells who owns what it leads to.
      for (const path of paths.filter((each) => ownerOf(each) !== undefined && owning.has(each)))
        assert.ok(owning.get(path)?.startsWith(`${ownerOf(path) ?? ''}-`), path);
      assert.deepEqual(
        unowned.filter((path) => owning.has(path) && !stdout.includes(`/${path} symlink target`)),
        [],
      );
    });

    test('it is the release and the branch that its files say', () => {
      const readers = [OS_RELEASE, RELEASE_FILES];
      const releases = ['etc/os-release', 'etc/alpine-release'].flatMap((path) => {
        const bytes = readFileSync(join(root, path));
        const { release } = readers.find((reader) => reader.wants(path))?.read({ path, bytes }) ?? {};
        return release === undefined ? [] : [[path, release] as const];
      });
      assert.equal(releases.length, 2);
      const release = chooseRelease(new Map(releases));
      assert.equal(`${release?.id ?? ''} ${release?.versionId ?? ''}`, `alpine ${version}`);
      const path = 'etc/apk/repositories';
      const { repositories = [] } = APK_REPOSITORIES.read({ path, bytes: readFileSync(join(root, path)) });
      assert.equal(repositories.length, 2);
      assert.deepEqual(release && alpineBranches(release, repositories), [branch]);
    });
  });
}
