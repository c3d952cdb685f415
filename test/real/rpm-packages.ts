import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { succeed } from '../support/program.ts';

/** `name [epoch:]version-release`. */
export type PackageLine = `${string} ${string}-${string}`;

/** Lets rpmbuild make empty packages, and rpm record them in a database as if they were installed. */
export async function recordPackages(lines: readonly PackageLine[], database: string, work: string): Promise<void> {
  const top = join(work, 'rpmbuild');
  const spec = join(top, 'made.spec');
  await mkdir(top);
  const parts = lines.map((line) => {
    const [name = '', evr = ''] = line.split(' ');
    const {
      epoch = '0',
      version = '',
      release = '',
    } = /^(?:(?<epoch>\d+):)?(?<version>[^-]+)-(?<release>.+)$/.exec(evr)?.groups ?? {};
    const fields = [`Epoch: ${epoch}`, `Version: ${version}`, `Release: ${release}`, 'Summary: made'];
    return [`%package -n ${name}`, ...fields, `%description -n ${name}`, 'made', `%files -n ${name}`].join('\n');
  });
  const head = 'Name: made\nVersion: 1\nRelease: 1\nSummary: made\nLicense: none\nBuildArch: noarch\n%description\nmade\n';
  await writeFile(spec, `${head}${parts.join('\n')}\n`);
  await succeed('rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${top}`, spec]);
  const folder = join(top, 'RPMS/noarch');
  const files = (await readdir(folder)).map((name) => join(folder, name));
  await succeed('rpm', ['--dbpath', database, '--install', '--justdb', '--nodeps', '--noscripts', ...files]);
}
