import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** Why tests with certificates are skipped; false where they are not. */
export const NO_CERTIFICATES = spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not here';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** Subject alternative names, as openssl writes them. */
  readonly names?: string;
  /** In openssl's form: `20200101000000Z`. */
  readonly from?: string;
  readonly until?: string;
}

/** An authority that nobody knows, and what it signs. */
export interface Authority {
  readonly cert: string;
  /** The authority's certificate as a file. */
  readonly file: string;
  sign(options?: CertificateOptions): Certificate;
  /** A certificate that vouches for itself. */
  selfSigned(): Certificate;
}

const LOOPBACK_NAMES = 'DNS:localhost,DNS:*.localhost,IP:127.0.0.1';

/** Makes an authority in a folder that goes with the test file. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
  const selfSign = (name: string, extensions: readonly string[]) =>
    openssl('req', '-x509', ...newKey(name), '-out', path(`${name}.pem`), '-days', '30', ...extensions);
  if (NO_CERTIFICATES === false) {
    selfSign('ca', ['-subj', '/CN=Test authority', '-addext', 'basicConstraints=critical,CA:TRUE']);
    writeFileSync(path('index.txt'), '');
  }
  let count = 0;
  const read = (name: string): Certificate => ({
    key: readFileSync(path(`${name}.key`), 'utf8'),
    cert: readFileSync(path(`${name}.pem`), 'utf8'),
  });

  function newKey(name: string): readonly string[] {
    return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path(`${name}.key`)];
  }

  function sign({ names = LOOPBACK_NAMES, from = '20200101000000Z', until = '20991231235959Z' }: CertificateOptions = {}) {
    count += 1;
    const name = `leaf-${count}`;
    openssl('req', ...newKey(name), '-out', path(`${name}.csr`), '-subj', `/CN=${name}`);
    writeFileSync(
      path(`${name}.cnf`),
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${path('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\n` +
        `policy=p\nx509_extensions=e\nunique_subject=no\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=${names}\n`,
    );
    const authority = ['-config', path(`${name}.cnf`), '-cert', path('ca.pem'), '-keyfile', path('ca.key')];
    const certificate = ['-in', path(`${name}.csr`), '-out', path(`${name}.pem`), '-startdate', from, '-enddate', until];
    openssl('ca', '-batch', '-notext', ...authority, ...certificate);
    return read(name);
  }

  function selfSigned(): Certificate {
    count += 1;
    selfSign(`self-${count}`, ['-subj', '/CN=localhost', '-addext', `subjectAltName=${LOOPBACK_NAMES}`]);
    return read(`self-${count}`);
  }

  return { cert: NO_CERTIFICATES === false ? readFileSync(path('ca.pem'), 'utf8') : '', file: path('ca.pem'), sign, selfSigned };
}
